import type { ConnectionView, LiveClient } from './client.ts'
import type { LiveEvent, LiveRequest } from './live-event.ts'
import { SignedOutError, type LiveClientOptions } from './options.ts'
import { Queue } from './queue.ts'
import type { StateReport } from './report.ts'
import {
  workerMessageSchema,
  type TabMessage,
  type TabPort,
  type WorkerMessage,
} from './tab-messages.ts'

export interface SharedClientOptions extends Pick<LiveClientOptions, 'token' | 'signal'> {
  readonly port: TabPort
  /** The name of a Web Lock that this tab holds already, and for as long as it lives. */
  readonly lock: string
  /** Resolves when the worker that holds the lock of this name is no more; rejects with the signal's reason. */
  readonly vanished: (lock: string, signal: AbortSignal) => Promise<void>
  /** The worker is no more: nothing will be told from now on, so another client is needed. */
  readonly lost: () => void
}

/** A client whose connection is held by a worker; resolves with its first word, rejects when the signal aborts. */
export async function openSharedClient(options: SharedClientOptions): Promise<LiveClient> {
  const { promise, resolve, reject } = Promise.withResolvers<LiveClient>()
  options.signal.addEventListener('abort', () => reject(options.signal.reason), { once: true })
  const client = new SharedClient(options, () => resolve(client))
  return promise
}

class SharedClient implements LiveClient {
  readonly #options: SharedClientOptions
  readonly #ready: () => void
  readonly #watchers = new Set<Queue<ConnectionView>>()
  readonly #readers = new Map<number, Queue<readonly LiveEvent[]>>()
  #view: ConnectionView = NOT_YET
  #report: StateReport = { outages: [], spans: [], remarks: [] }
  #named = 0

  constructor(options: SharedClientOptions, ready: () => void) {
    this.#options = options
    this.#ready = ready
    options.port.addEventListener('message', ({ data }) =>
      this.#take(workerMessageSchema.parse(data)),
    )
    options.signal.addEventListener('abort', () => this.#close(), { once: true })
    options.port.start()
    this.#say({ type: 'hello', lock: options.lock })
    this.#say({ type: 'report' })
  }

  get connection(): ConnectionView {
    return this.#view
  }

  async *connections(signal: AbortSignal): AsyncIterable<ConnectionView> {
    const queue = new Queue<ConnectionView>()
    const close = () => queue.close()
    signal.addEventListener('abort', close, { once: true })
    this.#watchers.add(queue)
    try {
      if (!signal.aborted) queue.push(this.#view)
      yield* queue
    } finally {
      signal.removeEventListener('abort', close)
      this.#watchers.delete(queue)
    }
  }

  async *subscribe(request: LiveRequest, signal: AbortSignal): AsyncIterable<readonly LiveEvent[]> {
    if (signal.aborted || this.#options.signal.aborted) return
    this.#named += 1
    const id = this.#named
    const queue = new Queue<readonly LiveEvent[]>()
    const close = () => queue.close()
    signal.addEventListener('abort', close, { once: true })
    this.#readers.set(id, queue)
    this.#say({ type: 'subscribe', id, request })
    try {
      yield* queue
    } finally {
      signal.removeEventListener('abort', close)
      if (this.#readers.delete(id)) this.#say({ type: 'unsubscribe', id })
    }
  }

  /** As the worker told it last: reading it asks for the next. */
  report(): StateReport {
    this.#say({ type: 'report' })
    return this.#report
  }

  retryNow(): void {
    this.#say({ type: 'retry' })
  }

  rest(): void {
    this.#say({ type: 'rest' })
  }

  wake(): void {
    this.#say({ type: 'wake' })
  }

  #take(message: WorkerMessage): void {
    switch (message.type) {
      case 'hello':
        void this.#expectEnd(message.lock)
        return
      case 'connection':
        this.#view = message.view
        this.#ready()
        for (const watcher of this.#watchers) watcher.push(message.view)
        return
      case 'batches':
        for (const { id, events } of message.batches) this.#readers.get(id)?.push(events)
        return
      case 'done': {
        const reader = this.#readers.get(message.id)
        this.#readers.delete(message.id)
        return reader?.close()
      }
      case 'token':
        void this.#answer(message)
        return
      case 'report':
        this.#report = message.report
    }
  }

  async #expectEnd(lock: string): Promise<void> {
    const { signal, vanished, lost } = this.#options
    try {
      await vanished(lock, signal)
      lost()
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }

  async #answer({ ask, fresh, used }: Extract<WorkerMessage, { type: 'token' }>): Promise<void> {
    try {
      const { signal } = this.#options
      const { text, expiresAt } = await this.#options.token({ fresh, used, signal })
      this.#say({ type: 'token', ask, text, expiresAt })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.#say({ type: 'no_token', ask, signedOut: error instanceof SignedOutError, reason })
    }
  }

  #say(message: TabMessage): void {
    if (!this.#options.signal.aborted) this.#options.port.postMessage(message)
  }

  #close(): void {
    const bye: TabMessage = { type: 'bye' }
    this.#options.port.postMessage(bye)
    this.#options.port.close()
    for (const reader of this.#readers.values()) reader.close()
    for (const watcher of this.#watchers) watcher.close()
    this.#readers.clear()
  }
}

const NOT_YET: ConnectionView = {
  state: { phase: 'dialling', failures: 0, credential: 'current' },
  downSince: undefined,
  loss: undefined,
  clockDifferenceMs: undefined,
}
