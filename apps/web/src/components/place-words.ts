import { plainText } from '../live/words.ts'

/** Where something is given: everywhere, in a cluster, or in a namespace of it. */
export interface Place {
  readonly cluster: string | null
  readonly namespace: string | null
}

/** `everywhere`, `in prod`, `in prod / shop`. */
export function placeWords({ cluster, namespace }: Place): string {
  if (cluster === null) return 'everywhere'
  return plainText(`in ${namespace === null ? cluster : `${cluster} / ${namespace}`}`)
}
