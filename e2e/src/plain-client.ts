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
  readonly views: ReadonlyMap<number, ViewCopy>
  readonly closed: Promise<Closed>
  send(frame: object | string): void
  /** Subscribes and answers the Views when each of them is synced. */
  follow(subscribe: Omit<Subscribe, 'type'>, from?: readonly ViewCopy[]): Promise<ViewCopy[]>
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
  const join = (header: ViewHeader): void => {
    if (views.has(header.view)) return
    views.set(header.view, new ViewCopy(header, resumable.get(resourceKey(header.topic))))
  }
  const note = (frame: GatewayFrame): void => {
    if (frame.type === 'subscribed') for (const header of frame.views) join(header)
    else if (frame.type === 'view_added') join(frame)
    else if ('view' in frame) views.get(frame.view)?.take(frame)
  }
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true })
    socket.addEventListener('error', () => reject(new Error(`cannot dial ${url}`)), { once: true })
  })

  const client: PlainClient = {
    received,
    views,
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
      const answer = await client.frame('subscribed', ({ id }) => id === subscribe.id)
      return Promise.all(
        answer.views.map(async ({ view }) => {
          await client.frame('synced', (frame) => frame.view === view)
          const copy = views.get(view)
          if (copy === undefined) throw new Error(`no View ${view}`)
          return copy
        }),
      )
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
      return Promise.race([
        fault.promise,
        until(
          () => {
            for (; read < received.length; read++) {
              const one = received[read]
              if (one?.frame.type === 'events' && one.frame.events.some(fits)) return one
            }
            return undefined
          },
          { what: 'an event' },
        ),
      ])
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

function isOf<T extends GatewayFrame['type']>(
  frame: GatewayFrame,
  type: T,
): frame is Extract<GatewayFrame, { type: T }> {
  return frame.type === type
}
