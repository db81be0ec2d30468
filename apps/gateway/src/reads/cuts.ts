import type { Cut } from './cut.ts'
import type { OpenTopic } from './open-topics.ts'

type Shown = Pick<OpenTopic, 'text'>

interface Held {
  readonly cut: Cut
  readonly records: number
  usedAt: number
}

/**
 * Cuts of which further pages may be asked for, the latest used last. They keep Records alive that Feeds have long
 * replaced, so they are few and short-lived.
 */
export class Cuts {
  readonly #clock: { now(): number }
  readonly #held = new Map<string, Held>()

  constructor(clock: { now(): number }) {
    this.#clock = clock
  }

  keep(cut: Cut): void {
    const records = cut.parts.reduce((sum, { chosen }) => sum + chosen.length, 0)
    this.#put({ cut, records, usedAt: this.#clock.now() })
    this.#trim()
  }

  /** The cut of this name, if it shows what these Topics may show who asks now: a name is no right. */
  find(id: string, topics: readonly Shown[]): Cut | undefined {
    this.#trim()
    const held = this.#held.get(id)
    if (held === undefined || !fits(held.cut, topics)) return undefined
    this.#put({ ...held, usedAt: this.#clock.now() })
    return held.cut
  }

  /** Lets go of what nobody came back for. */
  #trim(): void {
    const now = this.#clock.now()
    let records = 0
    for (const [id, held] of [...this.#held].toReversed()) {
      records += held.records
      const newest = records === held.records
      if (now - held.usedAt > LIFE_MS || (records > MOST_RECORDS && !newest)) this.#held.delete(id)
    }
  }

  #put(held: Held): void {
    this.#held.delete(held.cut.id)
    this.#held.set(held.cut.id, held)
  }
}

function fits({ parts }: Cut, topics: readonly Shown[]): boolean {
  return (
    parts.length === topics.length && parts.every(({ text }, index) => text === topics[index]?.text)
  )
}

/** Between two pages. */
const LIFE_MS = 60_000

/** Half a kilobyte each, where all of them were replaced since. The newest cut may be larger. */
const MOST_RECORDS = 100_000
