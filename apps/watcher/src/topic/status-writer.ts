import type { TopicLogWriter } from '@argus/bus/publish'
import type { TopicStatus } from '@argus/contracts/topic-status'

import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Reign } from './reign.ts'
import { statusToShow } from './topic-status.ts'

/** A Topic that was just taken over is shown as it was for this long: most are listed again within it. */
const HAND_OVER_MS = 2_000

interface StatusContext {
  readonly log: TopicLogWriter
  readonly clock: Clock
  readonly events: Pick<Events, 'status' | 'statusFound'>
}

/** Writes the status of a Topic for as long as it is held: each change once, after the changes it speaks of. */
export class StatusWriter {
  readonly #reign: Reign
  readonly #log: TopicLogWriter
  readonly #events: StatusContext['events']
  #shown: TopicStatus
  #heard: TopicStatus
  #withheld = 0
  #handedOver = true

  constructor(reign: Reign, { log, clock, events }: StatusContext) {
    this.#reign = reign
    this.#log = log
    this.#events = events
    this.#shown = reign.status
    this.#heard = reign.status
    events.statusFound(reign.topic, reign.status)
    clock
      .sleep(HAND_OVER_MS, reign.signal)
      .then(
        () => {
          this.#handedOver = false
          return this.#show()
        },
        () => undefined, // The reign is over: it says why itself.
      )
      .catch(() => undefined) // The publisher has failed, and told the reign.
  }

  /** What readers are shown now. */
  get shown(): TopicStatus {
    return this.#shown
  }

  /** Takes what the informer or discovery says now. */
  async hear(status: TopicStatus): Promise<void> {
    this.#heard = status
    await this.#show()
  }

  /** Takes how many objects are held back now. */
  async withhold(count: number): Promise<void> {
    if (count === this.#withheld) return
    this.#withheld = count
    await this.#show()
  }

  async #show(): Promise<void> {
    const { topic, publisher, lease, published } = this.#reign
    const status = statusToShow({
      shown: this.#shown,
      heard: this.#heard,
      rows: published.size > 0,
      handedOver: this.#handedOver,
      withheld: this.#withheld,
    })
    if (status === undefined) return
    this.#shown = status
    this.#events.status(topic, status)
    await publisher.after(() => this.#log.setStatus(lease, status))
  }
}
