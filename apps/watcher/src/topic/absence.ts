/** How long after a cluster was missed the sources must have been asked again. */
const CERTAIN_MS = 2_000

/**
 * Tells clusters that have left from those that another replica has heard of earlier. Only what every source was asked
 * about afterwards is gone: what cannot be asked leaves everything as it is.
 */
export class Absence {
  readonly #missedAt = new Map<string, number>()

  /** Which of the clusters in the directory are gone. `knownAt`: all that there was at that moment is among `present`. */
  goneOf(
    directory: Iterable<string>,
    present: { has(id: string): boolean },
    { now, knownAt }: { readonly now: number; readonly knownAt: number },
  ): readonly string[] {
    const missing = [...directory].filter((id) => !present.has(id))
    for (const id of this.#missedAt.keys()) if (!missing.includes(id)) this.#missedAt.delete(id)
    for (const id of missing) if (!this.#missedAt.has(id)) this.#missedAt.set(id, now)
    return missing.filter((id) => knownAt >= (this.#missedAt.get(id) ?? now) + CERTAIN_MS)
  }
}
