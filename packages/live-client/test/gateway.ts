import { once } from 'node:events'

import { clientFrameSchema, SUBPROTOCOL, type ClientFrame } from '@argus/contracts/client-frame'
import type { GatewayFrame } from '@argus/contracts/gateway-frame'
import { until } from '@argus/testkit/until'
import { WebSocketServer, type WebSocket } from 'ws'

/** A connection as the small gateway of these tests sees it: it records what comes and says what a test tells it to. */
export class Peer {
  readonly frames: ClientFrame[] = []
  /** Settles with the end of the connection. */
  readonly closed: Promise<unknown>
  readonly #socket: WebSocket
  #deaf = false

  constructor(socket: WebSocket) {
    this.#socket = socket
    this.closed = once(socket, 'close')
    socket.addEventListener('message', ({ data }) => {
      if (typeof data !== 'string') throw new Error('not a text frame')
      const frame = clientFrameSchema.parse(JSON.parse(data))
      if (frame.type === 'unsubscribe' && frame.id === 'are-you-there')
        return this.#answer(frame.id)
      this.frames.push(frame)
    })
  }

  say(frame: GatewayFrame): void {
    this.#socket.send(JSON.stringify(frame))
  }

  shout(text: string): void {
    this.#socket.send(text)
  }

  close(code: number, reason = ''): void {
    this.#socket.close(code, reason)
  }

  /** The network path breaks without a word to either side. */
  goDeaf(): void {
    this.#deaf = true
  }

  /** Whatever both sides have said by now has been read by both: a ping overtakes nothing. */
  async settled(): Promise<void> {
    const ponged = once(this.#socket, 'pong')
    this.#socket.ping()
    await ponged
    const again = once(this.#socket, 'pong')
    this.#socket.ping()
    await again
  }

  /** Waits for the nth frame of a type. */
  async expect<T extends ClientFrame['type']>(
    type: T,
    count = 1,
  ): Promise<Extract<ClientFrame, { type: T }>> {
    const found = () => this.frames.filter((frame) => frame.type === type).at(count - 1)
    const frame = await until(found, { what: `${type} no. ${count}` })
    if (!isOf(frame, type)) throw new Error(`not a ${type}`)
    return frame
  }

  /** `now`: the time by the gateway's clock, where it is one that tells it. */
  async welcome(now?: number): Promise<void> {
    await this.expect('hello')
    this.say({
      type: 'welcome',
      connection: 'c',
      expires_at: Date.now() + 300_000,
      limits: { frame_bytes: 65_536, subscriptions: 128 },
      ...(now !== undefined && { now }),
    })
  }

  #answer(id: string): void {
    if (this.#deaf) return
    this.say({ type: 'refused', id, code: 'unknown_subscription', message: 'no such subscription' })
  }
}

/** A WebSocket server on a free port of the loopback. */
export class Gateway {
  readonly #server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    handleProtocols: () => SUBPROTOCOL,
  })
  readonly peers: Peer[] = []

  static async start(): Promise<Gateway> {
    const gateway = new Gateway()
    gateway.#server.on('connection', (socket) => gateway.peers.push(new Peer(socket)))
    await once(gateway.#server, 'listening')
    return gateway
  }

  get url(): string {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('not listening')
    return `ws://127.0.0.1:${address.port}/ws`
  }

  /** The nth connection, once it is there. */
  peer(count: number): Promise<Peer> {
    return until(() => this.peers.at(count - 1), { what: `connection no. ${count}` })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#server.clients) client.terminate()
    const closed = Promise.withResolvers<void>()
    this.#server.close(() => closed.resolve())
    await closed.promise
  }
}

function isOf<T extends ClientFrame['type']>(
  frame: ClientFrame,
  type: T,
): frame is Extract<ClientFrame, { type: T }> {
  return frame.type === type
}
