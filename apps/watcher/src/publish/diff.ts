/** What is compared of an object: its identity, and the hash of all that is published of it. */
interface Known {
  readonly uid: string
  readonly hash: string
}

/** What a copy needs to become the present state. */
export interface Difference<T> {
  readonly upserts: readonly T[]
  /** Keys that are no more; to be published last, so that nothing that moved is missing meanwhile. */
  readonly gone: readonly string[]
}

/** The difference between what is published and what should be, both by Key. */
export function difference<T extends Known>(
  published: ReadonlyMap<string, Known>,
  present: ReadonlyMap<string, T>,
): Difference<T> {
  const upserts = [...present]
    .filter(([key, { uid, hash }]) => {
      const known = published.get(key)
      return known === undefined || known.uid !== uid || known.hash !== hash
    })
    .map(([, object]) => object)
  const gone = [...published.keys()].filter((key) => !present.has(key))
  return { upserts, gone }
}
