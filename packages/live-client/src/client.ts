import type { ClientFrame } from '@argus/contracts/client-frame'
import type { GatewayFrame } from '@argus/contracts/gateway-frame'

import { systemClock } from './clock.ts'
import { holdConnection, type ConnectionOwner } from './connection.ts'
import {
  FIRST_DIAL,
  transition,
  type ConnectionInput,
  type ConnectionState,
  type Loss,
} from './connection-state.ts'
import type { LiveEvent, LiveRequest } from './live-event.ts'
import { LiveSubscription } from './live-subscription.ts'
import type { LiveClientOptions } from './options.ts'
import { Queue } from './queue.ts'
import { redialDelay } from './redial.ts'
import { ReportLog, type StateReport } from './report.ts'

/** The connection as a reader may be told of it. Times are milliseconds since the epoch. */
export interface ConnectionView {
  readonly state: ConnectionState
  /** Since when nothing is heard from a gateway: no connection, or a silent one; `undefined` while one is. */
  readonly downSince: number | undefined
  /** Why the last connection or attempt ended, as long as there is no other. */
  readonly loss: Loss | undefined
  /**
   * By how many milliseconds the gateway's clock is ahead of this machine's, which all other times here are of, as far as
   * half a round trip tells; `undefined` where no gateway has told its time.
   */
  readonly clockDifferenceMs: number | undefined
}

/** One connection that carries any number of subscriptions, dialled again for as long as that can help. */
export interface LiveClient {
  readonly connection: ConnectionView
  /** The connection now, and at each change. */
  connections(signal: AbortSignal): AsyncIterable<ConnectionView>
  /**
   * Follows a resource. Equal requests share one subscription. Ends with the signal, with the client, or after an
   * event `ended`.
   */
  subscribe(request: LiveRequest, signal: AbortSignal): AsyncIterable<readonly LiveEvent[]>
  /** Every outage and every state of every Topic since the client was opened, the newest of each. */
  report(): StateReport
  /** Dials at once where it waits or has stopped. */
  retryNow(): void
  /** Lets go of the connection and keeps copies and Positions: for a page that nobody sees. */
  rest(): void
  /** The page is seen again: takes back a rest, and dials at once where it has come to that. */
  wake(): void
}

/** Opens a client; it dials at once. */
export function openLiveClient(options: LiveClientOptions): LiveClient {
  const client = new Client({ clock: systemClock, random: Math.random, ...options })
  client.run().catch((error: unknown) => queueMicrotask(() => raise(error)))
  return client
}

class Client implements LiveClient, ConnectionOwner {
  readonly #options: Required<LiveClientOptions>
  readonly #report = new ReportLog()
  readonly #subscriptions = new Map<string, LiveSubscription>()
  readonly #watchers = new Set<Queue<ConnectionView>>()
  #state: ConnectionState = FIRST_DIAL
  #send: ((frame: ClientFrame) => void) | undefined
  #downSince: number | undefined
  #loss: Loss | undefined
  /** Kept without a connection: the clock is as wrong then. */
  #clockDifferenceMs: number | undefined
  #resting = false
  /** Ends what the present phase waits for. */
  #interrupt = new AbortController()
  #named = 0

  constructor(options: Required<LiveClientOptions>) {
    this.#options = options
    this.#downSince = options.clock.now()
    options.signal.addEventListener('abort', () => this.#close(), { once: true })
  }

  get connection(): ConnectionView {
    return {
      state: this.#state,
      downSince: this.#downSince,
      loss: this.#loss,
      clockDifferenceMs: this.#clockDifferenceMs,
    }
  }

  async run(): Promise<void> {
    while (!this.#options.signal.aborted) {
      this.#interrupt = new AbortController()
      const input = await this.#next(this.#state, this.#interrupt.signal)
      if (input.type === 'drained' || input.type === 'woken')
        this.#downSince ??= this.#options.clock.now()
      if ('loss' in input) this.#lost(input.loss)
      this.#detach()
      this.#become(transition(this.#state, input))
    }
  }

  async #next(state: ConnectionState, signal: AbortSignal): Promise<ConnectionInput> {
    switch (state.phase) {
      case 'waiting': {
        const delay = redialDelay(state.failures - 1, this.#options.random())
        return this.#wait(state.notBeforeMs + delay, signal)
      }
      case 'dialling':
      case 'open':
        return holdConnection(
          { options: this.#options, owner: this, credential: credentialOf(state) },
          signal,
        )
      case 'resting':
        if (this.#resting) await aborted(signal)
        return { type: 'woken' }
      case 'stopped':
        await aborted(signal)
        return { type: 'woken' }
    }
  }

  async #wait(ms: number, signal: AbortSignal): Promise<ConnectionInput> {
    try {
      await this.#options.clock.sleep(ms, signal)
    } catch {
      if (this.#resting) return { type: 'rested' } // else somebody asked to dial at once
    }
    return { type: 'due' }
  }

  welcomed(connection: string, send: (frame: ClientFrame) => void): void {
    this.#send = send
    this.#downSince = undefined
    this.#loss = undefined
    this.#report.connected(this.#options.clock.now())
    this.#become(transition(this.#state, { type: 'welcomed', connection }))
    for (const subscription of this.#subscriptions.values()) subscription.attach(send)
  }

  received(frame: GatewayFrame): void {
    for (const [key, subscription] of this.#subscriptions)
      if (subscription.receive(frame)) this.#subscriptions.delete(key)
  }

  clockDiffers(ms: number): void {
    if (this.#clockDifferenceMs === ms) return
    this.#clockDifferenceMs = ms
    this.#announce()
  }

  silent(since: number | undefined): void {
    if (this.#state.phase !== 'open' || this.#downSince === since) return
    this.#downSince = since
    if (since === undefined) this.#report.connected(this.#options.clock.now())
    else this.#report.disconnected({ since, reason: 'nothing was heard from the gateway' })
    this.#announce()
  }

  remark(text: string): void {
    this.#report.remark(this.#options.clock.now(), text)
  }

  async *connections(signal: AbortSignal): AsyncIterable<ConnectionView> {
    const queue = new Queue<ConnectionView>()
    const close = () => queue.close()
    signal.addEventListener('abort', close, { once: true })
    this.#watchers.add(queue)
    try {
      if (!signal.aborted) queue.push(this.connection)
      yield* queue
    } finally {
      signal.removeEventListener('abort', close)
      this.#watchers.delete(queue)
    }
  }

  async *subscribe(request: LiveRequest, signal: AbortSignal): AsyncIterable<readonly LiveEvent[]> {
    if (signal.aborted || this.#options.signal.aborted) return
    const key = requestKey(request)
    const subscription = this.#subscriptions.get(key) ?? this.#create(key, request)
    const queue = new Queue<readonly LiveEvent[]>()
    const close = () => subscription.close(queue)
    signal.addEventListener('abort', close, { once: true })
    subscription.open(queue)
    try {
      yield* queue
    } finally {
      signal.removeEventListener('abort', close)
      subscription.close(queue)
      if (!subscription.read) this.#drop(key, subscription)
    }
  }

  report(): StateReport {
    return this.#report.read()
  }

  retryNow(): void {
    this.#resting = false
    if (this.#state.phase !== 'open' && this.#state.phase !== 'dialling') this.#interrupt.abort()
  }

  rest(): void {
    if (this.#state.phase === 'stopped' || this.#state.phase === 'resting') return
    this.#resting = true
    this.#interrupt.abort()
  }

  wake(): void {
    this.#resting = false
    if (this.#state.phase === 'resting') this.#interrupt.abort()
  }

  #create(key: string, request: LiveRequest): LiveSubscription {
    this.#named += 1
    const { clock, random } = this.#options
    const parts = { request, name: `s${this.#named}`, clock, random, report: this.#report }
    const subscription = new LiveSubscription(parts)
    this.#subscriptions.set(key, subscription)
    if (this.#send !== undefined) subscription.attach(this.#send)
    return subscription
  }

  #drop(key: string, subscription: LiveSubscription): void {
    subscription.end()
    if (this.#subscriptions.get(key) === subscription) this.#subscriptions.delete(key)
  }

  #lost(loss: Loss): void {
    const { code, reason } = loss
    this.#loss = loss
    this.#downSince ??= this.#options.clock.now()
    this.#report.disconnected({
      since: this.#downSince,
      reason,
      ...(code !== undefined && { code }),
    })
  }

  #detach(): void {
    if (this.#send === undefined) return
    this.#send = undefined
    for (const subscription of this.#subscriptions.values()) subscription.detach()
  }

  #become(state: ConnectionState): void {
    this.#state = state
    this.#announce()
  }

  #announce(): void {
    for (const watcher of this.#watchers) watcher.push(this.connection)
  }

  #close(): void {
    for (const subscription of this.#subscriptions.values()) subscription.end()
    this.#subscriptions.clear()
    for (const watcher of this.#watchers) watcher.close()
    this.#interrupt.abort()
  }
}

/** Equal for requests that ask the same, in whatever order their fields stand. */
function requestKey(request: LiveRequest): string {
  const { topic, namespaces, name, labels, health, cel, shape, patch } = request
  const { cluster, group, version, resource } = topic
  return JSON.stringify([
    [cluster, group, version, resource, shape, name, labels, cel, patch],
    namespaces?.toSorted(),
    health?.toSorted(),
  ])
}

function credentialOf(state: ConnectionState): 'current' | 'new' | 'renewed' {
  return state.phase === 'dialling' ? state.credential : 'current'
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

/** A bug of this package must not pass unseen because nobody awaits the loop. */
function raise(error: unknown): never {
  throw error
}
