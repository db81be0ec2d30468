import type { Count } from '@argus/contracts/gateway-frame'
import { formatClientPosition } from '@argus/contracts/position'

import type { Copy } from './copy.ts'
import type { Lens } from './lens.ts'
import type { Change } from './membership.ts'
import type { Sink } from './sink.ts'
import { Tally } from './tally.ts'
import { frame } from './view-frames.ts'

/** What a CountView needs of its Feed. */
export interface CountSource {
  /** The copy, while its rows may be shown. */
  readonly copy: () => Copy | undefined
  /** Asks for a `tell`, which comes once a window. */
  changed(): void
  /** Asks for a `bringUp`, which comes in a moment. */
  joined(): void
}

/** Who follows counts, as the CountView sees it. */
export interface CountReader {
  readonly sink: Sink
  /** Status of the Topic, where it is not what the client was told last. */
  tell(): void
  /** Calls back when the sink, closed now, is open. */
  whenOpen(wake: () => void): void
}

/**
 * A Feed through one Lens, as counts: kept once and encoded once, for all who may see the same. A reader whose sink is
 * closed is left out, and told everything anew when it opens: counts are few, and nothing has to continue.
 */
export class CountView {
  readonly id: number
  readonly lens: Lens
  readonly #source: CountSource
  readonly #level = new Set<CountReader>()
  readonly #behind = new Set<CountReader>()
  /** The sinks of those who hold it, joined or not yet. */
  readonly #holders = new Set<Sink>()
  /** Nothing before somebody can be told. */
  #tally: Tally | undefined
  /** The frames that tell everything as it is now. */
  #whole: readonly Buffer[] | undefined

  constructor(id: number, lens: Lens, source: CountSource) {
    this.id = id
    this.lens = lens
    this.#source = source
  }

  /** Whether nobody holds it. */
  get idle(): boolean {
    return this.#holders.size === 0
  }

  heldBy(sink: Sink): boolean {
    return this.#holders.has(sink)
  }

  /** Keeps it for a reader of this sink who joins later: until `leave`. */
  hold(sink: Sink): void {
    this.#holders.add(sink)
  }

  join(reader: CountReader): void {
    this.#behind.add(reader)
    this.#source.joined()
  }

  leave(reader: CountReader): void {
    this.#holders.delete(reader.sink)
    this.#level.delete(reader)
    this.#behind.delete(reader)
  }

  /** Called before the Feed's copy changes. */
  note(change: Change): void {
    if (this.#tally === undefined) return
    this.#tally.note(change)
    if (this.#tally.dirty) this.#source.changed()
  }

  tellStatus(): void {
    for (const reader of this.#level) reader.tell()
    for (const reader of this.#behind) reader.tell()
  }

  /** Tells readers what changed. */
  tell(): void {
    const copy = this.#source.copy()
    if (copy === undefined) return
    const changed = this.#tally?.take() ?? []
    if (changed.length > 0) this.#tellChanged(changed, copy)
    this.bringUp()
  }

  /** Tells everything to readers who lack it; where a change is not told yet, `tell` will do that. */
  bringUp(): void {
    const copy = this.#source.copy()
    if (copy === undefined || this.#behind.size === 0) return
    this.#tally ??= new Tally(this.lens, copy.records.values())
    if (this.#tally.dirty) return
    for (const reader of this.#behind) {
      if (!reader.sink.open) {
        reader.whenOpen(this.#joined)
        continue
      }
      reader.tell()
      this.#whole ??= this.#all(this.#tally, copy)
      for (const bytes of this.#whole) reader.sink.push(bytes)
      this.#behind.delete(reader)
      this.#level.add(reader)
    }
  }

  readonly #joined = (): void => this.#source.joined()

  #tellChanged(changed: readonly Count[], copy: Copy): void {
    this.#whole = undefined
    if (this.#level.size === 0) return
    const frames = this.#frames(changed, copy)
    for (const reader of this.#level) {
      if (reader.sink.open) for (const bytes of frames) reader.sink.push(bytes)
      else {
        reader.sink.conflates()
        this.#level.delete(reader)
        this.#behind.add(reader)
      }
    }
  }

  #all(tally: Tally, copy: Copy): readonly Buffer[] {
    const at = formatClientPosition(copy.position, this.lens.tag)
    const synced = frame({ type: 'synced', view: this.id, at, resumed: false })
    return [...this.#frames(tally.all, copy, true), synced]
  }

  #frames(counts: readonly Count[], { time }: Copy, first = false): readonly Buffer[] {
    const pages = Math.max(Math.ceil(counts.length / PAGE), 1)
    return Array.from({ length: pages }, (_, page) =>
      frame({
        type: 'counts',
        view: this.id,
        ...(first && page === 0 && { first }),
        counts: counts.slice(page * PAGE, (page + 1) * PAGE),
        time,
      }),
    )
  }
}

/** Some sixty bytes each. */
const PAGE = 2_000
