import type { LiveClient } from './client.ts'
import { systemClock, type Clock } from './clock.ts'
import type { AccessToken, LiveClientOptions, TokenRequest } from './options.ts'
import { Tab } from './tab.ts'
import { tabMessageSchema, type TabMessage, type TabPort } from './tab-messages.ts'

export interface SharedHostOptions {
  /** Opens the one client, with a token that comes from a tab. */
  readonly open: (options: Pick<LiveClientOptions, 'token' | 'signal'>) => LiveClient
  /** The name of a Web Lock that the worker holds already, and for as long as it lives. */
  readonly lock: string
  /** Resolves when the tab that holds the lock of this name is no more; rejects with the signal's reason. */
  readonly vanished: (lock: string, signal: AbortSignal) => Promise<void>
  readonly clock?: Clock
}

/**
 * Holds one client for the tabs of one session. It is opened with the first tab and ends with the last: then nothing of
 * the session is left here, neither a token nor a row.
 */
export class SharedHost {
  readonly #options: SharedHostOptions
  readonly #clock: Clock
  readonly #tabs = new Set<Tab>()
  #open: { readonly client: LiveClient; readonly over: AbortController } | undefined

  constructor(options: SharedHostOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
  }

  /** Takes a tab, which says `hello` first. */
  accept(port: TabPort): void {
    const tab = new Tab(port, this.#clock)
    port.addEventListener('message', ({ data }) => {
      const message = tabMessageSchema.safeParse(data)
      if (message.success && !tab.signal.aborted) this.#take(tab, message.data)
    })
    port.start()
  }

  #take(tab: Tab, message: TabMessage): void {
    if (message.type === 'hello') return this.#join(tab, message.lock)
    if (this.#open === undefined || !this.#tabs.has(tab)) return
    const { client } = this.#open
    switch (message.type) {
      case 'subscribe':
        return run(tab.follow(client, message.id, message.request))
      case 'unsubscribe':
        return tab.unfollow(message.id)
      case 'token':
      case 'no_token':
        return tab.asks.answer(message)
      case 'report':
        return tab.post({ type: 'report', report: client.report() })
      case 'retry':
        tab.state = 'awake'
        return client.retryNow()
      case 'wake':
        tab.state = 'awake'
        return client.wake()
      case 'rest':
        tab.state = 'resting'
        return this.#restIfUnseen()
      case 'bye':
        return this.#leave(tab)
    }
  }

  #join(tab: Tab, lock: string): void {
    this.#tabs.add(tab)
    this.#open ??= this.#openClient()
    const { client } = this.#open
    client.wake()
    tab.post({ type: 'hello', lock: this.#options.lock })
    run(tab.watch(client))
    run(this.#expectEnd(tab, lock))
  }

  #openClient(): { client: LiveClient; over: AbortController } {
    const over = new AbortController()
    const token = (request: TokenRequest): Promise<AccessToken> => this.#token(request)
    return { client: this.#options.open({ token, signal: over.signal }), over }
  }

  /** A tab that is loaded again is back within the time its subscriptions are kept. */
  async #expectEnd(tab: Tab, lock: string): Promise<void> {
    try {
      await this.#options.vanished(lock, tab.signal)
      tab.state = 'gone'
      this.#restIfUnseen()
      await this.#clock.sleep(LINGER_MS, tab.signal)
    } catch (error) {
      if (!tab.signal.aborted) throw error
    }
    this.#leave(tab)
  }

  #leave(tab: Tab): void {
    tab.end()
    this.#tabs.delete(tab)
    if (this.#tabs.size > 0) return this.#restIfUnseen()
    this.#open?.over.abort()
    this.#open = undefined
  }

  /** Those who are seen are asked first: a browser may let the others sleep. */
  async #token(request: TokenRequest): Promise<AccessToken> {
    const resting = (tab: Tab) => Number(tab.state !== 'awake')
    const order = [...this.#tabs].toSorted((a, b) => resting(a) - resting(b))
    for (const tab of order) {
      if (tab.state === 'gone') continue
      const token = await tab.asks.ask(request)
      if (token !== undefined) return token
    }
    throw new Error('no tab could say who is logged in')
  }

  #restIfUnseen(): void {
    const present = [...this.#tabs].filter(({ state }) => state !== 'gone')
    if (present.length > 0 && present.every(({ state }) => state === 'resting'))
      this.#open?.client.rest()
  }
}

/** A bug must not pass unseen because nobody awaits the task. */
function run(task: Promise<void>): void {
  task.catch((error: unknown) =>
    queueMicrotask(() => {
      throw error
    }),
  )
}

/** How long a tab takes at most to be loaded again. */
const LINGER_MS = 5_000
