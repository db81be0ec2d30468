import { ByLens } from './by-lens.ts'
import type { Copy } from './copy.ts'
import { CountView } from './count-view.ts'
import type { Lens } from './lens.ts'
import type { Change } from './membership.ts'
import type { Sink } from './sink.ts'

/** What the counts of a Feed ask for: `tell` once a window, `bringUp` in a moment. */
export interface CountEvents {
  readonly changed: () => void
  readonly joined: () => void
}

export interface CountsParts {
  /** The Feed's copy, while its rows may be shown. */
  readonly copy: () => Copy | undefined
  readonly events: CountEvents
  readonly nextView: () => number
}

/** What is counted of one Feed, for whom; most Feeds are counted for nobody, and pay nothing. */
export class Counts {
  readonly #parts: CountsParts
  readonly #views = new ByLens<CountView>()
  #changed = false
  #joined = false

  constructor(parts: CountsParts) {
    this.#parts = parts
  }

  get empty(): boolean {
    return this.#views.empty
  }

  get views(): Iterable<CountView> {
    return this.#views.all
  }

  /** The counts through a Lens; equal lenses share them, but for those that the connection holds already. */
  view(lens: Lens, sink: Sink): CountView {
    const { copy, nextView } = this.#parts
    const source = { copy, changed: () => this.#change(), joined: () => this.#join() }
    return this.#views.get(lens, sink, () => new CountView(nextView(), lens, source))
  }

  /** Forgets counts that nobody follows. */
  drop(view: CountView): void {
    this.#views.drop(view)
  }

  /** Called before the Feed's copy changes. */
  note(change: Change): void {
    if (this.#views.empty) return
    for (const view of this.#views.all) view.note(change)
  }

  /** The Topic's status is another, and what was hidden may be shown now. */
  tellStatus(): void {
    if (this.#views.empty) return
    for (const view of this.#views.all) view.tellStatus()
    this.#change()
    this.#join()
  }

  /** Tells what changed. */
  tell(): void {
    if (!this.#changed) return
    this.#changed = false
    for (const view of this.#views.all) view.tell()
  }

  /** Tells everything to readers who lack it. */
  bringUp(): void {
    if (!this.#joined) return
    this.#joined = false
    for (const view of this.#views.all) view.bringUp()
  }

  #change(): void {
    if (this.#changed) return
    this.#changed = true
    this.#parts.events.changed()
  }

  #join(): void {
    if (this.#joined) return
    this.#joined = true
    this.#parts.events.joined()
  }
}
