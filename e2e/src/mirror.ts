import type { Item } from '@argus/contracts/gateway-frame'
import type { Tokens } from '@argus/contracts/http/auth'
import { type Topic, topicKey } from '@argus/contracts/topic'
import { type LiveClient, openLiveClient } from '@argus/live-client/client'
import type { LiveEvent, LiveRequest } from '@argus/live-client/live-event'

import { type Login, logIn, refresh } from './session.ts'
import { type States, statesOfItems } from './truth.ts'

/** What our own client shows of a subscription: it dials again, resumes and repairs as the console does. */
export interface Mirror extends AsyncDisposable {
  readonly client: LiveClient
  /** Topics that were read whole at least once. */
  readonly synced: number
  /** How often a Topic was read whole again, because it could not be gone on with from where it stood. */
  readonly readAgain: number
  states(): States
  /** Times since `from` (milliseconds since the epoch) in which nothing came of a cluster for at least so long. */
  silences(from: number, atLeastMs: number): readonly Silence[]
}

export interface Silence {
  readonly cluster: string
  readonly since: number
  readonly until: number
}

export interface MirrorOptions {
  readonly socketUrl: string
  readonly authUrl: string
  /** That of the development mode unless given. */
  readonly login?: Login
  readonly request: LiveRequest
}

export async function openMirror(options: MirrorOptions): Promise<Mirror> {
  const { socketUrl, authUrl, login, request } = options
  const stop = new AbortController()
  let tokens: Tokens = await logIn(authUrl, login)
  const client = openLiveClient({
    url: socketUrl,
    socket: (url, protocols) => new WebSocket(url, protocols),
    async token({ fresh }) {
      if (fresh) tokens = await refresh(authUrl, tokens)
      return { text: tokens.access_token, expiresAt: Date.now() + tokens.expires_in * 1_000 }
    },
    signal: stop.signal,
  })
  const items = new Map<string, Held>()
  const synced = new Set<string>()
  let readAgain = 0
  const arrivals: { readonly cluster: string; readonly at: number }[] = []
  const follow = async (): Promise<void> => {
    for await (const events of client.subscribe(request, stop.signal))
      for (const event of events) {
        if (event.type === 'synced' && !event.resumed && synced.has(topicKey(event.topic)))
          readAgain += 1
        take(event, items, synced)
        if (event.type === 'changed') arrivals.push({ ...event.topic, at: Date.now() })
      }
  }
  const following = follow()
  return {
    client,
    get synced() {
      return synced.size
    },
    get readAgain() {
      return readAgain
    },
    states: () => statesOfItems(items.values()),
    silences: (from, atLeastMs) => silencesIn(arrivals, from, atLeastMs),
    async [Symbol.asyncDispose]() {
      stop.abort()
      await following
    },
  }
}

interface Held {
  readonly cluster: string
  readonly topic: Topic
  readonly item: Item
}

function silencesIn(
  arrivals: readonly { readonly cluster: string; readonly at: number }[],
  from: number,
  atLeastMs: number,
): readonly Silence[] {
  const found: Silence[] = []
  const last = new Map<string, number>()
  for (const { cluster, at } of arrivals) {
    const since = last.get(cluster) ?? at
    if (since >= from && at - since >= atLeastMs) found.push({ cluster, since, until: at })
    last.set(cluster, at)
  }
  return found
}

function take(event: LiveEvent, items: Map<string, Held>, synced: Set<string>): void {
  if (event.type === 'synced') synced.add(topicKey(event.topic))
  if (event.type !== 'changed' && event.type !== 'left') return
  const { cluster } = event.topic
  const topic = topicKey(event.topic)
  if (event.type === 'left') {
    for (const [key, held] of items) if (topicKey(held.topic) === topic) items.delete(key)
    return
  }
  for (const change of event.changes) {
    if (change.type === 'gone') items.delete(`${topic} ${change.key}`)
    else
      items.set(`${topic} ${change.item.key}`, { cluster, topic: event.topic, item: change.item })
  }
}
