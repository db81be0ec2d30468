import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { SUBPROTOCOL } from '@argus/contracts/client-frame'
import { redialDelay } from '@argus/live-client/redial'

import { topicOf } from '../gateway/gateway-process.ts'
import { framesIn, maskedFrame } from './frames.ts'

export interface StormClientOptions {
  readonly port: number
  readonly token: string
  /** Whether it follows a Topic; else it is there once it is welcome. */
  readonly follows: boolean
}

/** How one came back. */
export interface Comeback {
  /** When it had all that it missed, by `performance.now()`. */
  readonly at: number
  readonly dials: number
  readonly resumed: boolean
}

const TOPIC = topicOf('rows')
const CLUSTER = `${TOPIC.cluster}/${TOPIC.group}/${TOPIC.resource}`
const UPGRADE = [
  'GET /ws HTTP/1.1',
  'Host: 127.0.0.1',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  `Sec-WebSocket-Protocol: ${SUBPROTOCOL}`,
  '\r\n',
].join('\r\n')

/** A client with as little of its own as can be: what is measured is the server. */
export class StormClient {
  readonly #options: StormClientOptions
  #socket: Socket | undefined
  #position: string | undefined

  constructor(options: StormClientOptions) {
    this.#options = options
  }

  /** Ends the connection without a word. */
  cut(): void {
    this.#socket?.resetAndDestroy()
  }

  /** Dials until it is let in and has what it missed; the first time, at once. */
  async comeBack(): Promise<Comeback> {
    const first = this.#socket === undefined
    for (let dials = 1; ; dials += 1) {
      if (!first || dials > 1) await delay(redialDelay(dials - 1, Math.random()))
      const resumed = await this.#dial()
      if (resumed !== undefined) return { at: performance.now(), dials, resumed }
    }
  }

  /** Whether it went on from its Position; `undefined`: it was not let in. */
  async #dial(): Promise<boolean | undefined> {
    const socket = connect({ port: this.#options.port, host: '127.0.0.1', noDelay: true })
    this.#socket = socket
    const { promise, resolve } = Promise.withResolvers<boolean | undefined>()
    let upgraded = false
    let unread: Buffer = Buffer.alloc(0)
    socket.on('connect', () => socket.write(UPGRADE))
    socket.on('error', () => resolve(undefined))
    socket.on('close', () => resolve(undefined))
    socket.on('data', (data: Buffer) => {
      unread = unread.length === 0 ? data : Buffer.concat([unread, data])
      if (!upgraded) {
        const end = unread.indexOf('\r\n\r\n')
        if (end < 0) return
        if (!unread.subarray(0, 12).equals(SWITCHING)) return void socket.destroy()
        upgraded = true
        unread = unread.subarray(end + 4)
        this.#say({ type: 'hello', token: this.#options.token })
      }
      const { frames, rest } = framesIn(unread)
      unread = rest
      for (const { opcode, payload } of frames) {
        if (opcode === PING) socket.write(maskedFrame(PONG, payload))
        if (opcode === TEXT) this.#hear(JSON.parse(String(payload)), resolve)
      }
    })
    return promise
  }

  #hear(frame: Heard, there: (resumed: boolean) => void): void {
    if (frame.type === 'refused' || frame.type === 'ended')
      throw new Error(`the gateway said ${JSON.stringify(frame)}`)
    if (frame.at !== undefined) this.#position = frame.at
    if (frame.type === 'synced') there(frame.resumed === true)
    if (frame.type !== 'welcome') return
    if (!this.#options.follows) return there(false)
    const from = this.#position && { from: { [CLUSTER]: this.#position } }
    this.#say({ type: 'subscribe', id: 'rows', topic: TOPIC, shape: 'row', ...from })
  }

  #say(frame: object): void {
    this.#socket?.write(maskedFrame(TEXT, Buffer.from(JSON.stringify(frame))))
  }
}

/** What is looked at of a frame. */
interface Heard {
  readonly type: string
  readonly at?: string
  readonly resumed?: boolean
}

const SWITCHING = Buffer.from('HTTP/1.1 101')
const [TEXT, PING, PONG] = [1, 9, 10]
