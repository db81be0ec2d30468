import { once } from 'node:events'

import { SUBPROTOCOL, type ClientFrame, type Subscribe } from '@argus/contracts/client-frame'
import { gatewayFrameSchema, type GatewayFrame } from '@argus/contracts/gateway-frame'
import { until } from '@argus/testkit/until'
import { WebSocket, type ClientOptions } from 'ws'

import { ClientModel } from './client-model.ts'

type FrameOf<T extends GatewayFrame['type']> = Extract<GatewayFrame, { type: T }>

/** A plain client of the socket that checks every frame against the contract and every chain against itself. */
export class TestClient implements AsyncDisposable {
  readonly socket: WebSocket
  readonly frames: GatewayFrame[] = []
  readonly model: ClientModel
  /** Bytes of all frames. */
  bytes = 0
  code: number | undefined

  constructor(socket: WebSocket, before?: TestClient) {
    this.socket = socket
    this.model = new ClientModel(before?.model)
    socket.on('message', (data) => {
      const text = Buffer.isBuffer(data) ? data.toString('utf8') : ''
      this.bytes += text.length
      const frame = gatewayFrameSchema.parse(JSON.parse(text))
      this.frames.push(frame)
      this.model.take(frame)
    })
    socket.on('close', (code) => {
      this.code = code
    })
    socket.on('error', () => undefined) // what went wrong shows in the code, or in the upgrade that is awaited
  }

  say(frame: ClientFrame | object): void {
    this.socket.send(JSON.stringify(frame))
  }

  of<T extends GatewayFrame['type']>(type: T): readonly FrameOf<T>[] {
    return this.frames.filter((frame): frame is FrameOf<T> => frame.type === type)
  }

  /** The frame of a type that satisfies a condition, the first one there is. */
  frame<T extends GatewayFrame['type']>(
    type: T,
    condition: (frame: FrameOf<T>) => boolean = () => true,
  ): Promise<FrameOf<T>> {
    return until(() => this.of(type).find(condition), { what: `a frame ${type}` })
  }

  /** Says hello, and waits for the welcome. */
  async hello(token: string): Promise<this> {
    this.say({ type: 'hello', token })
    await this.frame('welcome')
    return this
  }

  /** Subscribes, and waits until every View is synced. */
  async subscribe(request: Request): Promise<FrameOf<'subscribed'>> {
    this.say({ type: 'subscribe', shape: 'row', ...request })
    const subscribed = await this.frame('subscribed', ({ id }) => id === request.id)
    for (const { view } of subscribed.views) await this.frame('synced', (it) => it.view === view)
    return subscribed
  }

  /** The code the gateway closed with. */
  closed(timeoutMs = 10_000): Promise<number> {
    return until(() => this.code, { what: 'the close', timeoutMs })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.terminate()
    if (this.socket.readyState !== WebSocket.CLOSED) await once(this.socket, 'close')
  }
}

/** A `subscribe`; in rows where nothing else is said. */
export type Request = Omit<Partial<Subscribe>, 'topic'> & {
  readonly id: string
  readonly topic: Subscribe['topic']
}

/** Opens a socket; rejects with the status where the upgrade is refused. */
export async function connect(
  url: string,
  options: ClientOptions & { readonly protocol?: string; readonly before?: TestClient } = {},
): Promise<TestClient> {
  const { protocol = SUBPROTOCOL, before, ...rest } = options
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/ws`, protocol, rest)
  const client = new TestClient(socket, before)
  await once(socket, 'open')
  return client
}
