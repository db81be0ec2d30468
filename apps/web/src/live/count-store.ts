import type { Health } from '@argus/contracts/row'
import { topicKey, type Topic } from '@argus/contracts/topic'
import type { TopicStatus } from '@argus/contracts/topic-status'
import type { LiveClient } from '@argus/live-client/client'
import type { LiveEvent, LiveRequest } from '@argus/live-client/live-event'

import { NO_OBJECTS, type HealthCounts } from './tally.ts'

/** One kind in one cluster: how far it can be trusted, and how its objects are. */
interface TopicCounts {
  readonly topic: Topic
  readonly status: TopicStatus
  /** `undefined` until they were counted. */
  readonly counts: HealthCounts | undefined
}

export interface CountState {
  /** By `topicKey`. */
  readonly topics: ReadonlyMap<string, TopicCounts>
  /** Whether it is known which kinds and clusters there are. */
  readonly answered: boolean
}

export const UNCOUNTED: CountState = { topics: new Map(), answered: false }

/** What is known after some events. */
export function applyCounts(state: CountState, events: readonly LiveEvent[]): CountState {
  const topics = new Map(state.topics)
  let { answered } = state
  const patch = (topic: Topic, change: Partial<TopicCounts>) => {
    const known = topics.get(topicKey(topic))
    if (known !== undefined) topics.set(topicKey(topic), { ...known, ...change })
  }
  for (const event of events)
    switch (event.type) {
      case 'answered':
        answered = true
        break
      case 'joined': {
        const { topic, status } = event
        const counts = topics.get(topicKey(topic))?.counts
        topics.set(topicKey(topic), { topic, status, counts })
        break
      }
      case 'left':
        topics.delete(topicKey(event.topic))
        break
      case 'status':
        patch(event.topic, { status: event.status })
        break
      case 'counts':
        patch(event.topic, { counts: byHealth(event.counts) })
        break
      case 'ended':
        topics.clear()
        answered = true
        break
      case 'changed': // what rows need
      case 'columns':
      case 'synced':
      case 'time':
        break
    }
  return { topics, answered }
}

/** Counts come by namespace; here they are of all. */
function byHealth(counts: readonly { health: Health; count: number }[]): HealthCounts {
  const sum = { ...NO_OBJECTS }
  for (const { health, count } of counts) sum[health] += count
  return sum
}

/** All kinds of all clusters, counted: one subscription for the whole page, told at most four times a second. */
export class CountStore {
  readonly #client: LiveClient
  readonly #listeners = new Set<() => void>()
  #state = UNCOUNTED
  #pending: LiveEvent[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #over: AbortController | undefined

  constructor(client: LiveClient) {
    this.#client = client
  }

  readonly state = (): CountState => this.#state

  /** Counts for as long as somebody listens. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    if (this.#over === undefined) this.#start()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.#stop()
    }
  }

  #start(): void {
    const over = new AbortController()
    this.#over = over
    void this.#run(over.signal)
  }

  async #run(signal: AbortSignal): Promise<void> {
    for await (const events of this.#client.subscribe(EVERYTHING, signal)) {
      this.#pending.push(...events)
      this.#timer ??= setTimeout(() => this.#flush(), TELL_EVERY_MS)
    }
  }

  #flush(): void {
    this.#timer = undefined
    this.#state = applyCounts(this.#state, this.#pending)
    this.#pending = []
    for (const listener of this.#listeners) listener()
  }

  #stop(): void {
    this.#over?.abort()
    this.#over = undefined
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#pending = []
    this.#state = UNCOUNTED
  }
}

const EVERYTHING: LiveRequest = {
  topic: { cluster: '*', group: '*', resource: '*' },
  shape: 'count',
}
const TELL_EVERY_MS = 250
