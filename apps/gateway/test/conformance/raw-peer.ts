import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

import { SUBPROTOCOL } from '@argus/contracts/client-frame'

import { closing, decode, Opcode, text, type ReadFrame } from './wire.ts'

/** The example of RFC 6455 §1.3: what it is answered with is printed there too. */
const KEY = 'dGhlIHNhbXBsZSBub25jZQ=='

/** How the gateway ended it. */
export interface End {
  /** Of its close frame; `undefined`: there was none, or none with a code. */
  readonly code: number | undefined
}

/** A peer that writes its bytes itself, onto a plain TCP socket. */
export class RawPeer implements AsyncDisposable {
  readonly socket: Socket
  /** The answer to the upgrade, headers in lower case. */
  status = 0
  headers: ReadonlyMap<string, string> = new Map()
  readonly frames: ReadFrame[] = []
  /** A breach of the protocol by the gateway. */
  fault: unknown
  #bytes: Buffer = Buffer.alloc(0)
  #gone = false
  #changed = Promise.withResolvers<void>()

  constructor(socket: Socket) {
    this.socket = socket
    socket.setNoDelay(true)
    socket.on('data', (bytes: Buffer) => {
      this.#take(bytes)
      this.#ring()
    })
    socket.on('error', () => undefined) // a reset is an end, too
    socket.once('close', () => {
      this.#gone = true
      this.#ring()
    })
  }

  /** Asks for the upgrade; headers that are `undefined` are left out. Resolves when it was answered. */
  async upgrade({
    headers = {},
    method = 'GET',
    after = Buffer.alloc(0),
  }: Upgrade = {}): Promise<this> {
    const all = { ...HEADERS, ...headers }
    const lines = Object.entries(all).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}: ${value}`],
    )
    const head = `${method} /ws HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`
    this.write(Buffer.concat([Buffer.from(head), after]))
    await this.#until(() => this.status !== 0, 'the answer to the upgrade')
    return this
  }

  write(bytes: Buffer): void {
    if (!this.socket.destroyed) this.socket.write(bytes)
  }

  /** Says hello, and waits for the welcome. */
  async hello(token: string): Promise<this> {
    this.write(text(JSON.stringify({ type: 'hello', token })))
    await this.said('welcome')
    return this
  }

  get gone(): boolean {
    return this.#gone
  }

  get texts(): readonly string[] {
    const all = this.frames.filter(({ opcode }) => opcode === Opcode.Text)
    return all.map(({ payload }) => payload.toString('utf8'))
  }

  get pongs(): readonly string[] {
    const all = this.frames.filter(({ opcode }) => opcode === Opcode.Pong)
    return all.map(({ payload }) => payload.toString('latin1'))
  }

  /** Waits for a text that contains this. */
  said(part: string): Promise<void> {
    return this.#until(() => this.texts.some((it) => it.includes(part)), `a text with ${part}`)
  }

  /** Resolves with the next bytes, or the end. */
  async heard(): Promise<void> {
    await this.#changed.promise
  }

  /** Whether the gateway has said that it closes, or is gone. */
  get over(): boolean {
    return this.#gone || this.#close !== undefined
  }

  /** What it closed with, so far. */
  get end(): End {
    const payload = this.#close?.payload
    return { code: payload && payload.length >= 2 ? payload.readUInt16BE(0) : undefined }
  }

  /** Waits until the gateway has closed, and TCP has ended with it. */
  async ended(): Promise<End> {
    await this.#until(() => this.#gone, 'the end of the connection')
    if (this.fault !== undefined) throw this.fault
    return this.end
  }

  /** Closes as the RFC asks, and answers the code that comes back. */
  async leave(): Promise<End> {
    this.write(closing(1000))
    return this.ended()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy()
    if (!this.#gone) await once(this.socket, 'close')
    if (this.fault !== undefined) throw this.fault
  }

  get #close(): ReadFrame | undefined {
    return this.frames.find(({ opcode }) => opcode === Opcode.Close)
  }

  /** Nothing is polled: thousands of peers are waited for. */
  async #until(condition: () => boolean, what: string): Promise<void> {
    const late = AbortSignal.timeout(PATIENCE_MS)
    const abort = () => this.#ring()
    late.addEventListener('abort', abort)
    while (!condition()) {
      if (late.aborted) throw new Error(`Waited ${PATIENCE_MS} ms in vain for ${what}`)
      await this.#changed.promise
    }
    late.removeEventListener('abort', abort)
  }

  #ring(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }

  #take(bytes: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes])
    if (this.status === 0) this.#readHead()
    if (this.status !== 101 || this.fault !== undefined) return
    try {
      const { frames, rest } = decode(this.#bytes)
      this.frames.push(...frames)
      this.#bytes = rest
    } catch (error) {
      this.fault = error
    }
  }

  #readHead(): void {
    const end = this.#bytes.indexOf('\r\n\r\n')
    if (end < 0) return
    const [line = '', ...rest] = this.#bytes.subarray(0, end).toString('latin1').split('\r\n')
    this.#bytes = this.#bytes.subarray(end + 4)
    const pairs = rest.map((it) => it.split(/:\s*/, 2))
    this.headers = new Map(pairs.map(([name = '', value = '']) => [name.toLowerCase(), value]))
    this.status = Number(line.split(' ')[1])
  }
}

const PATIENCE_MS = 10_000

export interface Upgrade {
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly method?: string
  /** Bytes that travel with it. */
  readonly after?: Buffer
}

const HEADERS = {
  Host: 'argus.example.org',
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': KEY,
  'Sec-WebSocket-Protocol': SUBPROTOCOL,
}

/** A TCP connection to the gateway, no upgrade asked for yet. */
export async function dial(port: number): Promise<RawPeer> {
  const socket = connect(port, '127.0.0.1')
  const peer = new RawPeer(socket)
  await once(socket, 'connect')
  return peer
}
