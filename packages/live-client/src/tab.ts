import type { LiveClient } from './client.ts'
import type { Clock } from './clock.ts'
import type { LiveEvent, LiveRequest } from './live-event.ts'
import type { TabBatch, TabPort, WorkerMessage } from './tab-messages.ts'
import { TokenAsks } from './token-asks.ts'

/** `resting`: nobody sees it; `gone`: it vanished, and its subscriptions are kept for a moment. */
export type TabState = 'awake' | 'resting' | 'gone'

/** A tab as the worker knows it: what it follows, and what it has not been told yet. */
export class Tab {
  readonly asks: TokenAsks
  readonly #port: TabPort
  readonly #clock: Clock
  readonly #over = new AbortController()
  readonly #following = new Map<number, AbortController>()
  #untold: TabBatch[] = []
  #pausing = false
  state: TabState = 'awake'

  constructor(port: TabPort, clock: Clock) {
    this.#port = port
    this.#clock = clock
    this.asks = new TokenAsks(clock, (question) => this.post(question))
  }

  /** Aborts when the worker is done with the tab. */
  get signal(): AbortSignal {
    return this.#over.signal
  }

  post(message: WorkerMessage): void {
    if (this.state !== 'gone' && !this.signal.aborted) this.#port.postMessage(message)
  }

  /** Tells of the connection, now and at each change, until the tab or the client ends. */
  async watch(client: LiveClient): Promise<void> {
    for await (const view of client.connections(this.signal)) {
      this.#flush() // in the order in which it happened
      this.post({ type: 'connection', view })
    }
  }

  async follow(client: LiveClient, id: number, request: LiveRequest): Promise<void> {
    if (this.#following.has(id) || this.signal.aborted) return
    const end = new AbortController()
    this.#following.set(id, end)
    for await (const events of client.subscribe(request, end.signal)) this.#tell({ id, events })
    this.#following.delete(id)
    this.#flush()
    this.post({ type: 'done', id })
  }

  unfollow(id: number): void {
    this.#following.get(id)?.abort()
  }

  end(): void {
    this.#over.abort()
    for (const end of this.#following.values()) end.abort()
    this.#port.close()
  }

  /** What comes alone leaves at once; what comes in a burst leaves in one message for each pause. */
  #tell(batch: TabBatch): void {
    if (this.state === 'gone' || batch.events.length === 0) return
    this.#untold.push(batch)
    if (!this.#pausing) this.#flushAndPause()
  }

  #flushAndPause(): void {
    this.#flush()
    this.#pausing = true
    this.#clock.sleep(PAUSE_MS, this.signal).then(
      () => {
        this.#pausing = false
        if (this.#untold.length > 0) this.#flushAndPause()
      },
      () => undefined, // the tab ended first
    )
  }

  #flush(): void {
    if (this.#untold.length === 0) return
    this.post({ type: 'batches', batches: merged(this.#untold) })
    this.#untold = []
  }
}

/** One batch for each subscription, its events in order. */
function merged(batches: readonly TabBatch[]): TabBatch[] {
  const events = new Map<number, LiveEvent[]>()
  for (const batch of batches) {
    const known = events.get(batch.id)
    if (known === undefined) events.set(batch.id, [...batch.events])
    else for (const event of batch.events) known.push(event)
  }
  return [...events].map(([id, all]) => ({ id, events: all }))
}

/** Half a frame of a screen: a tab draws no more often, and a lone change does not wait. */
const PAUSE_MS = 8
