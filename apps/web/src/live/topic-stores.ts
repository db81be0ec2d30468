import type { LiveClient } from '@argus/live-client/client'
import type { LiveRequest } from '@argus/live-client/live-event'

import { TopicStore } from './topic-store.ts'

/** The stores of a page's client. One is kept for a while after its last user, so that going back shows it at once. */
export class TopicStores {
  readonly #client: LiveClient
  readonly #entries = new Map<string, Entry>()

  constructor(client: LiveClient) {
    this.#client = client
  }

  /** The store of a request; it follows nothing until it is held. */
  get(request: LiveRequest): TopicStore {
    return this.#entry(request).store
  }

  /** Follows the request until the answer is called, and a while longer. */
  hold(request: LiveRequest): () => void {
    const entry = this.#entry(request)
    clearTimeout(entry.timer)
    entry.holders += 1
    if (entry.following === undefined) this.#follow(request, entry)
    return () => {
      entry.holders -= 1
      if (entry.holders > 0) return
      entry.timer = setTimeout(() => this.#drop(request, entry), lingerMs(request))
    }
  }

  /** Every list of rows that is followed now. */
  lists(): readonly { readonly request: LiveRequest; readonly store: TopicStore }[] {
    return [...this.#entries.values()].filter(({ request }) => request.shape === 'row')
  }

  #entry(request: LiveRequest): Entry {
    const key = JSON.stringify(request)
    const found = this.#entries.get(key)
    if (found !== undefined) return found
    const entry: Entry = {
      request,
      store: new TopicStore(this.#client, request),
      holders: 0,
      following: undefined,
      timer: undefined,
    }
    this.#entries.set(key, entry)
    return entry
  }

  #follow(request: LiveRequest, entry: Entry): void {
    const following = new AbortController()
    entry.following = following
    entry.store.run(following.signal).then(
      // Ended by the gateway: whoever comes next asks anew.
      () => this.#forget(request, entry),
      (error: unknown) => {
        this.#forget(request, entry)
        throw error
      },
    )
  }

  #drop(request: LiveRequest, entry: Entry): void {
    entry.following?.abort()
    this.#forget(request, entry)
  }

  #forget(request: LiveRequest, entry: Entry): void {
    const key = JSON.stringify(request)
    if (entry.holders === 0 && this.#entries.get(key) === entry) this.#entries.delete(key)
  }
}

interface Entry {
  readonly request: LiveRequest
  readonly store: TopicStore
  holders: number
  following: AbortController | undefined
  timer: ReturnType<typeof setTimeout> | undefined
}

/**
 * How long a store is kept without a user. A connection has room for few subscriptions with an expression; and whoever
 * walks a list with one object open after the other leaves a store behind at each step.
 */
function lingerMs({ cel, name }: LiveRequest): number {
  if (cel !== undefined) return 0
  return name === undefined ? LINGER_MS : OBJECT_LINGER_MS
}

const LINGER_MS = 20_000
const OBJECT_LINGER_MS = 5_000
