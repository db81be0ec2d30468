import type { LiveClient } from '@argus/live-client/client'
import type { LiveEvent, LiveRequest } from '@argus/live-client/live-event'

import { outlineOf, type ResourceOutline } from './outline.ts'
import { counted, emptyRate, type Rate } from './rate.ts'
import { applyEvents, EMPTY, type Applied, type ResourceState } from './resource-store.ts'
import { timeNow } from './second.ts'

/** Runs a task with the next frame of the screen; where nothing is drawn, a little later. */
export type Schedule = (task: () => void) => void

const nextFrame: Schedule = (task) => {
  if (document.hidden) setTimeout(task, HIDDEN_PAUSE_MS)
  else requestAnimationFrame(task)
}

/** Hidden pages get no frames, and must not gather what comes meanwhile. */
const HIDDEN_PAUSE_MS = 500

/** One resource over its clusters, outside of React: all events of a frame become one state and one call of each listener. */
export class TopicStore {
  readonly #client: LiveClient
  readonly #request: LiveRequest
  readonly #schedule: Schedule
  readonly #listeners = new Set<(applied: Applied) => void>()
  readonly #rates = new Map<string, Rate>()
  #pending: LiveEvent[] = []
  #scheduled = false
  #state: ResourceState = EMPTY
  #outline = outlineOf(EMPTY)

  constructor(client: LiveClient, request: LiveRequest, schedule: Schedule = nextFrame) {
    this.#client = client
    this.#request = request
    this.#schedule = schedule
  }

  readonly state = (): ResourceState => this.#state

  /** What there is to say of the state besides its rows. */
  readonly outline = (): ResourceOutline => this.#outline

  readonly subscribe = (listener: (applied: Applied) => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Changes per second of a cluster, as far as this page saw them. */
  rate(cluster: string, now: number): Rate {
    return counted(this.#rates.get(cluster) ?? emptyRate(now), 0, now)
  }

  /** Follows until the signal aborts or the subscription ends. */
  async run(signal: AbortSignal): Promise<void> {
    for await (const events of this.#client.subscribe(this.#request, signal)) {
      this.#pending.push(...events)
      if (this.#scheduled) continue
      this.#scheduled = true
      this.#schedule(() => this.#flush())
    }
  }

  #flush(): void {
    const events = this.#pending
    const now = timeNow()
    this.#pending = []
    this.#scheduled = false
    const applied = applyEvents(this.#state, events, now)
    this.#state = applied.state
    this.#outline = outlineOf(applied.state, this.#outline)
    for (const [cluster, changes] of applied.news)
      this.#rates.set(cluster, counted(this.#rates.get(cluster) ?? emptyRate(now), changes, now))
    for (const listener of this.#listeners) listener(applied)
  }
}
