import type { ManualClock } from '@argus/testkit/manual-clock'
import { until } from '@argus/testkit/until'
import { WebSocket } from 'ws'

import { openLiveClient, type LiveClient } from '../src/client.ts'
import { systemClock, type Clock } from '../src/clock.ts'
import type { LiveEvent, LiveRequest } from '../src/live-event.ts'
import type { TokenRequest } from '../src/options.ts'
import { Gateway, type Peer } from './gateway.ts'
import { at, header, item } from './items.ts'

const request: LiveRequest = {
  topic: { cluster: '*', group: 'monitoring.coreos.com', resource: 'servicemonitors' },
  shape: 'row',
}

export interface Opened {
  readonly clock?: Clock
  readonly lifeMs?: number
  /** How far the clock was moved since the first token came. */
  readonly movedMs?: number
  readonly onToken?: (request: TokenRequest) => void
}

/** A gateway and what was opened against it. */
export class Stage {
  readonly gateway: Gateway
  readonly #over = new AbortController()

  constructor(gateway: Gateway) {
    this.gateway = gateway
  }

  static async set(): Promise<Stage> {
    return new Stage(await Gateway.start())
  }

  open({ clock = systemClock, lifeMs = 300_000, movedMs = 0, onToken }: Opened = {}): LiveClient {
    let tokens = 0
    return openLiveClient({
      url: this.gateway.url,
      socket: (url, protocols) => new WebSocket(url, protocols),
      token: async (request) => {
        onToken?.(request)
        tokens += 1
        const moved = tokens === 1 ? movedMs : 0
        return { text: `token ${tokens}`, expiresAt: clock.now() + lifeMs - moved }
      },
      clock,
      random: () => 0.01,
      signal: this.#over.signal,
    })
  }

  /** Brings a connection to where its one subscription has its Views. */
  async joined(count: number, ...views: ReturnType<typeof header>[]): Promise<Peer> {
    const peer = await this.gateway.peer(count)
    await peer.welcome()
    const { id } = await peer.expect('subscribe')
    peer.say({ type: 'subscribed', id, views })
    return peer
  }

  /** … and to where the View holds `a/1` at position 2. */
  async live(): Promise<Peer> {
    const peer = await this.joined(1, header(7, 'prod'))
    peer.say({ type: 'snapshot', view: 7, first: true, items: [item('a/1')] })
    peer.say({ type: 'synced', view: 7, at: at(2), resumed: false })
    return peer
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort()
    await this.gateway[Symbol.asyncDispose]()
  }
}

/** A reader of the one request, as lines. */
export function follow(client: LiveClient): { told: () => string[]; stop: () => void } {
  const lines: string[] = []
  const stop = new AbortController()
  const read = async () => {
    for await (const batch of client.subscribe(request, stop.signal))
      lines.push(...batch.flatMap(describeEvent))
  }
  void read()
  return { told: () => lines, stop: () => stop.abort() }
}

function describeEvent(event: LiveEvent): string[] {
  switch (event.type) {
    case 'joined':
      return [`joined ${event.topic.cluster} ${event.status.state}`]
    case 'left':
      return [`left ${event.topic.cluster}`]
    case 'changed':
      return event.changes.map((it) => `${it.type} ${it.type === 'gone' ? it.key : it.item.key}`)
    case 'status':
      return [`status ${event.status.state}`]
    case 'time':
      return [`time ${event.time}`]
    case 'ended':
      return [`ended ${event.code}`]
    case 'counts':
      return event.counts.map(
        ({ namespace = '', health, count }) => `counts ${namespace} ${health} ${count}`,
      )
    case 'synced':
    case 'columns':
    case 'answered':
      return [event.type]
  }
}

export function gone(key: string): { type: 'DELETED'; key: string } {
  return { type: 'DELETED', key }
}

export function stopped(client: LiveClient): Promise<boolean> {
  return until(() => client.connection.state.phase === 'stopped', { what: 'the client to stop' })
}

export async function advance(clock: ManualClock, ms: number): Promise<void> {
  for (let moved = 0; moved < ms; moved += 500) await clock.advance(500)
}
