import { WANT_AGAIN_MS, type TopicLogReader } from '@argus/bus/follow'
import { INTERNAL_GROUP, resourceKey, type ResourceRef } from '@argus/contracts/topic'

import type { Directory } from './directory.ts'
import type { Clock, Feeds } from './feeds.ts'

export interface WishesParts {
  readonly reader: Pick<TopicLogReader, 'want'>
  readonly directory: Directory
  readonly feeds: Pick<Feeds, 'wanted'>
  readonly clock: Clock
  /** It could not be said now; it is said again within a minute. */
  readonly failed: (error: unknown) => void
}

/** The same wish is not told twice within this, however many have it. */
const REPEAT_MS = 5_000
/** So many wishes are remembered for that. */
const REMEMBERED = 1_000

/** Tells the watchers what is looked at here that they follow for nobody else. */
export class Wishes {
  readonly #parts: WishesParts
  readonly #told = new Map<string, number>()

  constructor(parts: WishesParts) {
    this.#parts = parts
  }

  /** Asks for resources that are not followed yet. */
  ask(refs: readonly ResourceRef[]): void {
    const now = this.#parts.clock.now()
    const fresh = refs.filter((ref) => {
      const at = this.#told.get(resourceKey(ref))
      return at === undefined || now - at >= REPEAT_MS
    })
    if (fresh.length === 0) return
    if (this.#told.size + fresh.length > REMEMBERED) this.#told.clear()
    for (const ref of fresh) this.#told.set(resourceKey(ref), now)
    this.#want(fresh)
  }

  /** Keeps what is looked at wanted, until the signal aborts. */
  async repeat(signal: AbortSignal): Promise<void> {
    const { clock, feeds, directory } = this.#parts
    while (!signal.aborted) {
      await clock.sleep(WANT_AGAIN_MS, signal)
      this.#want([...feeds.wanted].filter((topic) => directory.isOnDemand(topic)))
    }
  }

  #want(refs: readonly ResourceRef[]): void {
    const { reader, failed } = this.#parts
    const asked = refs.filter(({ group }) => group !== INTERNAL_GROUP)
    reader.want(asked).catch(failed)
  }
}
