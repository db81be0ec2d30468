import { randomBytes } from 'node:crypto'

import type { TopicStatus } from '@argus/contracts/topic-status'
import type { InformerEvent } from '@argus/informer/informer-event'
import type { Projection } from '@argus/projection/project'

/** What is kept of a Key: its projected object, or that it is held back. `seq`: of its last change. */
export type Entry =
  | {
      readonly type: 'object'
      readonly uid: string
      readonly hash: string
      readonly object: Buffer
      readonly changed: number
      readonly time: number
      readonly seq: number
    }
  | { readonly type: 'withheld'; readonly reason: string; readonly seq: number }

/** Whoever sends a copy on hears what changes in it. */
export interface CopyReader {
  changed(key: string): void
  /** A status, or a completed list. */
  marked(): void
}

/** As many Keys that are gone are remembered, so that who was away hears of them alone. */
const GONE_LIMIT = 20_000

const NOTHING = { uid: '', hash: '' }

/**
 * The agent's copy of a Topic: every object once, as it may leave the cluster, and where each change stands in order. It
 * grows with the objects there are, not with the time for which nobody reads it.
 */
export class TopicCopy {
  /** Of this copy: positions in another one say nothing. */
  readonly epoch = randomBytes(8).toString('hex')
  readonly #entries = new Map<string, Entry>()
  readonly #gone = new Map<string, { readonly seq: number; readonly time: number }>()
  readonly #readers = new Set<CopyReader>()
  #seq = 0
  #floor = 0
  #status: TopicStatus | undefined
  #lists = 0

  get seq(): number {
    return this.#seq
  }

  /** Below it, what is gone is remembered no more. */
  get floor(): number {
    return this.#floor
  }

  get status(): TopicStatus | undefined {
    return this.#status
  }

  /** Completed lists; none: the copy is not whole yet. */
  get lists(): number {
    return this.#lists
  }

  get size(): number {
    return this.#entries.size
  }

  entry(key: string): Entry | undefined {
    return this.#entries.get(key)
  }

  goneAt(key: string): number | undefined {
    return this.#gone.get(key)?.time
  }

  keys(): Iterable<string> {
    return this.#entries.keys()
  }

  /** What an informer that begins anew need not tell again; of what is held back nothing is known. */
  held(): readonly (readonly [key: string, held: { uid: string; hash: string }])[] {
    return [...this.#entries].map(([key, entry]) => {
      const { uid, hash } = entry.type === 'object' ? entry : NOTHING
      return [key, { uid, hash }]
    })
  }

  /** Keys that changed or went after a seq, in order, each with the seq of its last change. */
  since(seq: number): readonly (readonly [key: string, seq: number])[] {
    const changed = [...this.#entries, ...this.#gone]
      .filter(([, entry]) => entry.seq > seq)
      .map(([key, entry]) => [key, entry.seq] as const)
    return changed.toSorted(([, a], [, b]) => a - b)
  }

  /** Takes what the informer says. */
  take(event: InformerEvent<Projection>): void {
    switch (event.type) {
      case 'upsert': {
        const { hash, object, row } = event.projection
        const { key, uid, time } = event
        const { changed } = row
        this.#put(key, { type: 'object', uid, hash, object, changed, time, seq: ++this.#seq })
        return
      }
      case 'withheld': {
        const { key, reason } = event
        this.#put(key, { type: 'withheld', reason: reason.slice(0, 2_000), seq: ++this.#seq })
        return
      }
      case 'deleted':
        if (!this.#entries.delete(event.key)) return
        this.#remember(event.key, event.time)
        for (const reader of this.#readers) reader.changed(event.key)
        return
      case 'status':
        this.#status = event.status
        for (const reader of this.#readers) reader.marked()
        return
      case 'synced':
        this.#lists += 1
        for (const reader of this.#readers) reader.marked()
    }
  }

  /** Tells a reader of every change until disposed of. */
  read(reader: CopyReader): Disposable {
    this.#readers.add(reader)
    return { [Symbol.dispose]: () => void this.#readers.delete(reader) }
  }

  #put(key: string, entry: Entry): void {
    this.#gone.delete(key)
    this.#entries.set(key, entry)
    for (const reader of this.#readers) reader.changed(key)
  }

  #remember(key: string, time: number): void {
    this.#gone.set(key, { seq: ++this.#seq, time })
    if (this.#gone.size <= GONE_LIMIT) return
    const [oldest] = this.#gone
    if (oldest === undefined) return
    this.#gone.delete(oldest[0])
    this.#floor = oldest[1].seq
  }
}
