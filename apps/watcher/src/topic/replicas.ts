import { HEARTBEAT_MS, type TopicLogWriter, type UplinkNews } from '@argus/bus/publish'
import { abortable } from '@argus/informer/abortable'

import type { Bell } from '../bell.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'

export interface ReplicasOptions {
  readonly log: TopicLogWriter
  readonly replica: string
  readonly clock: Clock
  readonly events: Events
  /** Rung when others live than before. */
  readonly bell: Bell
}

/**
 * How often this replica asks which others live. What a dead one held stands still until it is asked for: this comes on
 * top of the time after which it counts as dead.
 */
const ASK_MS = 200

/**
 * The watcher replicas that live, as far as the topic log tells: none before it was heard, so that a replica that starts
 * does not reach for what others hold; after that this one is always among them.
 */
export class Replicas {
  readonly #options: ReplicasOptions
  #live: readonly string[] = []
  #uplinks: ReadonlyMap<string, UplinkNews> = new Map()
  #heardAt: number | undefined

  constructor(options: ReplicasOptions) {
    this.#options = options
  }

  get live(): readonly string[] {
    return this.#live
  }

  /** The lines of agents, by cluster, and the replica that holds each. */
  get uplinks(): ReadonlyMap<string, UplinkNews> {
    return this.#uplinks
  }

  /** When the topic log last answered, in milliseconds since the epoch; `undefined`: never. */
  get heardAt(): number | undefined {
    return this.#heardAt
  }

  /** Says and asks until the signal aborts; while the topic log is away the last answer stands. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, events } = this.#options
    let away = false
    for (let beatAt = Number.NEGATIVE_INFINITY; !signal.aborted;) {
      try {
        if (clock.now() - beatAt >= HEARTBEAT_MS) {
          await abortable(this.#options.log.heartbeat(this.#options.replica), signal)
          beatAt = clock.now()
        }
        await abortable(this.#ask(), signal)
        away = false
      } catch (error) {
        if (!away && !signal.aborted) events.topicLogAway(error)
        away = true
      }
      await clock.sleep(ASK_MS, signal)
    }
  }

  async #ask(): Promise<void> {
    const { log, replica, clock, events, bell } = this.#options
    const [answer, uplinks] = await Promise.all([log.replicas(), log.uplinks()])
    this.#heardAt = clock.now()
    const live = answer.includes(replica) ? answer : [...answer, replica]
    const moved = holders(uplinks) !== holders(this.#uplinks)
    this.#uplinks = uplinks
    if (moved) bell.ring()
    if (live.join('\n') === this.#live.join('\n')) return
    this.#live = live
    events.replicas(live)
    bell.ring()
  }
}

/** Who holds which line. */
function holders(uplinks: ReadonlyMap<string, UplinkNews>): string {
  return [...uplinks].map(([cluster, { replica }]) => `${cluster} ${replica}`).join('\n')
}
