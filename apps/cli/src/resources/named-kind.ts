import { Failure } from '../failure.ts'
import { servedBy } from './discovery.ts'
import { kindsIn } from './kind.ts'
import { resolveKind, type Resolved } from './resolve-kind.ts'

export interface NamedKind extends Resolved {
  /** Clusters of which it is not known whether they serve it, and why. */
  readonly unasked: ReadonlyMap<string, Failure>
}

/** The kind that a word means in these clusters; what is remembered is looked up anew before a word is unknown. */
export async function namedKind(
  asker: Parameters<typeof servedBy>[0],
  word: string,
  clusters: readonly string[],
): Promise<NamedKind> {
  const served = await servedBy(asker, clusters)
  try {
    return named(word, served)
  } catch (error) {
    if (!served.remembered || !(error instanceof Failure)) throw error
    return named(word, await servedBy(asker, clusters, true))
  }
}

function named(word: string, { kinds, unasked }: Awaited<ReturnType<typeof servedBy>>): NamedKind {
  const known = kindsIn(kinds)
  const [first] = unasked.values()
  if (known.length === 0 && first !== undefined) throw first
  const lost = [...unasked].filter(([cluster]) => !kinds.has(cluster))
  return { ...resolveKind(word, known), unasked: new Map(lost) }
}
