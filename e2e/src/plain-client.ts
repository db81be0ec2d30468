import { SUBPROTOCOL, type Subscribe } from '@argus/contracts/client-frame'
import {
  type GatewayFrame,
  gatewayFrameSchema,
  type ViewEvent,
  type ViewHeader,
} from '@argus/contracts/gateway-frame'
import { resourceKey } from '@argus/contracts/topic'
import { until } from '@argus/testkit/until'

import { ViewCopy } from './view-copy.ts'

/** A frame, its very text, and when it came (`performance.now`). */
export interface Received {
  readonly frame: GatewayFrame
  readonly text: string
  readonly at: number
}

export interface Closed {
  readonly code: number
  readonly reason: string
  readonly at: number
}

/**
 * A client of `/ws` that knows the protocol and nothing of our own client: it dials once, never again, and keeps
 * everything it was sent. A frame that is not of the contract fails it.
 */
export interface PlainClient extends Disposable {
  readonly received: readonly Received[]
  readonly closed: Promise<Closed>
  send(frame: object | string): void
  /** What a subscription holds now: Views come and go with clusters and definitions. */
  copies(id: string): readonly ViewCopy[]
  /** Resolves when all Topics of a subscription are live, which may take as long as a definition may. */
  live(id: string): Promise<void>
  /** Subscribes and answers the copies when each View is synced. */
  follow(
    subscribe: Omit<Subscribe, 'type'>,
    from?: readonly ViewCopy[],
  ): Promise<readonly ViewCopy[]>
  /** The first frame that fits, of those received and those to come. */
  frame<T extends GatewayFrame['type']>(
    type: T,
    fits?: (frame: Extract<GatewayFrame, { type: T }>) => boolean,
  ): Promise<Extract<GatewayFrame, { type: T }>>
  /** The next frame from now on that has an event that fits. */
  event(fits: (event: ViewEvent) => boolean): Promise<Received>
}

/** Dials without a hello. */
export async function dial(url: string): Promise<PlainClient> {
  const socket = new WebSocket(url, SUBPROTOCOL)
  const received: Received[] = []
  const views = new Map<number, ViewCopy>()
  /** The Views of each subscription. */
  const held = new Map<string, Set<number>>()
  const resumable = new Map<string, ViewCopy>()
  const fault = Promise.withResolvers<never>()
  fault.promise.catch(() => undefined) // whoever waits hears of it
  const closed = Promise.withResolvers<Closed>()
  socket.addEventListener('close', ({ code, reason }) =>
    closed.resolve({ code, reason, at: performance.now() }),
  )
  socket.addEventListener('message', ({ data }) => {
    const at = performance.now()
    try {
      const frame = gatewayFrameSchema.parse(JSON.parse(String(data)))
      received.push({ frame, text: String(data), at })
      note(frame)
    } catch (error) {
      fault.reject(error)
    }
  })
  /** Two subscriptions may hold one View: then it has one copy. */
  const join = (id: string, header: ViewHeader): void => {
    held.set(id, new Set(held.get(id)).add(header.view))
    if (!views.has(header.view))
      views.set(header.view, new ViewCopy(header, resumable.get(resourceKey(header.topic))))
  }
  const move = (frame: Extract<GatewayFrame, { type: 'moved' }>): void => {
    const copy = views.get(frame.from)
    if (copy === undefined) return
    copy.take(frame)
    views.delete(frame.from)
    views.set(frame.to, copy)
    held.get(frame.id)?.delete(frame.from)
    held.set(frame.id, new Set(held.get(frame.id)).add(frame.to))
  }
  const note = (frame: GatewayFrame): void => {
    if (frame.type === 'subscribed') for (const header of frame.views) join(frame.id, header)
    else if (frame.type === 'view_added') join(frame.id, frame)
    else if (frame.type === 'view_removed') held.get(frame.id)?.delete(frame.view)
    else if (frame.type === 'moved') move(frame)
    else if ('view' in frame) views.get(frame.view)?.take(frame)
  }
  const heard = <T>(what: () => T, name: string): Promise<NonNullable<T>> =>
    Promise.race([fault.promise, until(what, { timeoutMs: PATIENCE_MS, what: name })])
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true })
    socket.addEventListener('error', () => reject(new Error(`cannot dial ${url}`)), { once: true })
  })

  const client: PlainClient = {
    received,
    closed: closed.promise,
    send: (frame) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    async follow(subscribe, from = []) {
      for (const copy of from) resumable.set(resourceKey(copy.header.topic), copy)
      const positions = from.map(({ header, at }) => [resourceKey(header.topic), at])
      client.send({
        type: 'subscribe',
        ...subscribe,
        ...(from.length > 0 && { from: Object.fromEntries(positions) }),
      })
      await client.frame('subscribed', ({ id }) => id === subscribe.id)
      const copies = (): readonly ViewCopy[] => client.copies(subscribe.id)
      await heard(
        () => copies().every(({ resumed }) => resumed !== undefined),
        'all Views to be synced',
      )
      return copies()
    },
    copies: (id) => [...(held.get(id) ?? [])].flatMap((view) => views.get(view) ?? []),
    async live(id) {
      const isLive = (): boolean => client.copies(id).every(({ status }) => status.state === 'live')
      await heard(isLive, 'all Topics to be live')
    },
    frame: (type, fits = () => true) =>
      Promise.race([
        fault.promise,
        until(
          () => {
            for (const { frame } of received) if (isOf(frame, type) && fits(frame)) return frame
            return undefined
          },
          { what: `a frame ${type}` },
        ),
      ]),
    event(fits) {
      let read = received.length
      return heard(() => {
        for (; read < received.length; read++) {
          const one = received[read]
          if (one?.frame.type === 'events' && one.frame.events.some(fits)) return one
        }
        return undefined
      }, 'an event')
    },
    [Symbol.dispose]: () => socket.close(),
  }
  return client
}

/** Dials and says hello; throws where there is no welcome. */
export async function dialAs(url: string, token: string): Promise<PlainClient> {
  const client = await dial(url)
  client.send({ type: 'hello', token })
  const refused = client.closed.then(({ code, reason }) => {
    throw new Error(`closed with ${code} ${reason} instead of a welcome`)
  })
  await Promise.race([client.frame('welcome'), refused])
  return client
}

/** How long anything is waited for: a definition that comes late may take that long. */
const PATIENCE_MS = 15_000

function isOf<T extends GatewayFrame['type']>(
  frame: GatewayFrame,
  type: T,
): frame is Extract<GatewayFrame, { type: T }> {
  return frame.type === type
}
