import { counted } from '../../../live/words.ts'
import type { SeenTotal } from './seen-objects.ts'

/** What a draft comes to for a person, in a sentence. */
export function totalWords({ gained, lost, clustersGained, clustersLost }: SeenTotal): string {
  if (clustersGained === 0 && clustersLost === 0) return 'Nothing changes for this person.'
  const more = clustersGained === 0 ? [] : [part(gained, 'more', clustersGained)]
  const less = clustersLost === 0 ? [] : [part(lost, 'less', clustersLost)]
  return `${[...more, ...less].join(', ')}.`
}

const part = (objects: number, word: string, clusters: number): string =>
  `${counted(objects, 'object')} ${word} in ${counted(clusters, 'cluster')}`
