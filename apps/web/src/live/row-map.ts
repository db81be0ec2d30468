type Bucket<Row> = ReadonlyMap<string, Row>

/**
 * The rows of a cluster by key, as they were at one time: a change makes another and copies only the bucket that the row
 * is in. Few rows are one bucket, in the order in which they came.
 */
export class RowMap<Row> implements Iterable<readonly [string, Row]> {
  readonly #buckets: readonly Bucket<Row>[]
  readonly size: number

  constructor(buckets: readonly Bucket<Row>[] = [new Map()], size = 0) {
    this.#buckets = buckets
    this.size = size
  }

  get(key: string): Row | undefined {
    return this.#buckets[placeOf(key, this.#buckets.length)]?.get(key)
  }

  *keys(): IterableIterator<string> {
    for (const bucket of this.#buckets) yield* bucket.keys()
  }

  *values(): IterableIterator<Row> {
    for (const bucket of this.#buckets) yield* bucket.values()
  }

  *[Symbol.iterator](): IterableIterator<readonly [string, Row]> {
    for (const bucket of this.#buckets) yield* bucket
  }

  draft(): RowDraft<Row> {
    return new RowDraft(this.#buckets, this.size)
  }
}

/** The next of a `RowMap`, while it is made. */
export class RowDraft<Row> {
  #buckets: Bucket<Row>[]
  /** The buckets that are nobody else's yet, by their place. */
  #own = new Map<number, Map<string, Row>>()
  #size: number

  constructor(buckets: readonly Bucket<Row>[], size: number) {
    this.#buckets = [...buckets]
    this.#size = size
  }

  get(key: string): Row | undefined {
    return this.#buckets[placeOf(key, this.#buckets.length)]?.get(key)
  }

  set(key: string, row: Row): void {
    const bucket = this.#ownBucket(key)
    if (!bucket.has(key)) this.#size += 1
    bucket.set(key, row)
    if (this.#size > (MOST_IN.get(this.#buckets.length) ?? Infinity)) this.#split()
  }

  delete(key: string): void {
    if (this.#ownBucket(key).delete(key)) this.#size -= 1
  }

  /** As it is now; the draft must not be used any more. */
  done(): RowMap<Row> {
    return new RowMap(this.#buckets, this.#size)
  }

  #ownBucket(key: string): Map<string, Row> {
    const place = placeOf(key, this.#buckets.length)
    const own = this.#own.get(place)
    if (own !== undefined) return own
    const copy = new Map(this.#buckets[place])
    this.#own.set(place, copy)
    this.#buckets[place] = copy
    return copy
  }

  #split(): void {
    const wanted = this.#buckets.length * FINER
    const buckets = Array.from({ length: wanted }, () => new Map<string, Row>())
    for (const bucket of this.#buckets)
      for (const [key, row] of bucket) buckets[placeOf(key, wanted)]?.set(key, row)
    this.#buckets = buckets
    this.#own = new Map(buckets.entries())
  }
}

/** FNV-1a: names that count up are spread evenly. */
function placeOf(key: string, buckets: number): number {
  if (buckets === 1) return 0
  let hash = 0x81_1c_9d_c5
  for (let at = 0; at < key.length; at += 1)
    hash = Math.imul(hash ^ key.charCodeAt(at), 0x01_00_01_93)
  return (hash >>> 0) % buckets
}

/** How many rows so many buckets hold before they are split. */
const MOST_IN: ReadonlyMap<number, number> = new Map([
  [1, 256],
  [64, 4_096],
])
/** Of 50,000 rows a dozen are in each of 4,096 buckets. */
const FINER = 64
