import { WebSocket } from 'ws'

import { openLiveClient, type LiveClient } from '../src/client.ts'
import { systemClock, type Clock } from '../src/clock.ts'
import { openSharedClient } from '../src/shared-client.ts'
import { SharedHost } from '../src/shared-host.ts'

interface TabParts {
  readonly token?: string
  readonly fault?: Error
}

interface OpenTab {
  readonly client: LiveClient
  readonly lock: string
  /** Whether each token it was asked for had to be a fresh one. */
  readonly asked: readonly boolean[]
  /** Settles when the tab finds that its worker is no more. */
  readonly lost: Promise<void>
  leave(): void
}

/** A host as a worker has it, and tabs over real message channels. */
export class SharedStage {
  readonly #host: SharedHost
  readonly #over = new AbortController()
  readonly #locks = new Map<string, PromiseWithResolvers<void>>()
  #opened = 0

  constructor(url: string, clock: Clock = systemClock) {
    const socket = (address: string, protocols: string[]) => new WebSocket(address, protocols)
    this.#host = new SharedHost({
      open: (options) => openLiveClient({ ...options, url, socket, random: () => 0 }),
      lock: WORKER,
      vanished: (lock) => this.#lock(lock).promise,
      clock,
    })
  }

  async openTab({ token = 'a token', fault }: TabParts = {}): Promise<OpenTab> {
    this.#opened += 1
    const lock = `tab ${this.#opened}`
    const asked: boolean[] = []
    const left = new AbortController()
    const lost = Promise.withResolvers<void>()
    const { port1, port2 } = new MessageChannel()
    this.#host.accept(port1)
    const client = await openSharedClient({
      port: port2,
      lock,
      vanished: (held) => this.#lock(held).promise,
      lost: () => lost.resolve(),
      signal: AbortSignal.any([left.signal, this.#over.signal]),
      token: async ({ fresh }) => {
        asked.push(fresh)
        if (fault !== undefined) throw fault
        return { text: token, expiresAt: Date.now() + 300_000 }
      },
    })
    return { client, lock, asked, lost: lost.promise, leave: () => left.abort() }
  }

  /** A tab is no more, without a word. */
  async vanish({ lock }: OpenTab): Promise<void> {
    this.#lock(lock).resolve()
    await this.#lock(lock).promise
  }

  /** The worker is no more, without a word. */
  crash(): void {
    this.#lock(WORKER).resolve()
  }

  end(): void {
    this.#over.abort()
  }

  #lock(name: string): PromiseWithResolvers<void> {
    const found = this.#locks.get(name) ?? Promise.withResolvers<void>()
    this.#locks.set(name, found)
    return found
  }
}

const WORKER = 'worker'
