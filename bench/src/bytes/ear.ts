import { once } from 'node:events'

import { SUBPROTOCOL } from '@argus/contracts/client-frame'
import { gatewayFrameSchema, type GatewayFrame } from '@argus/contracts/gateway-frame'
import { WebSocket } from 'ws'

interface Heard {
  readonly frame: GatewayFrame
  /** On the wire, with the WebSocket's own header. */
  readonly bytes: number
}

/** A socket that takes frames one after the other. */
export interface Ear extends AsyncDisposable {
  say(frame: object): void
  /** The next frame of one of these types; others are passed over. Rejects when the socket has ended. */
  hear(...types: readonly GatewayFrame['type'][]): Promise<Heard>
}

/** Resolves when it is welcome. */
export async function openEar(port: number, token: string): Promise<Ear> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, SUBPROTOCOL)
  const heard: Heard[] = []
  socket.on('message', (data) => {
    const text = Buffer.isBuffer(data) ? data : Buffer.alloc(0)
    const frame = gatewayFrameSchema.parse(JSON.parse(text.toString()))
    heard.push({ frame, bytes: onWire(text.length) })
  })
  await once(socket, 'open')
  const ear: Ear = {
    say: (frame) => socket.send(JSON.stringify(frame)),
    async hear(...types) {
      for (;;) {
        const next = heard.shift()
        if (next !== undefined && types.includes(next.frame.type)) return next
        if (next === undefined)
          await once(socket, 'message', { signal: AbortSignal.timeout(LONGEST_MS) })
      }
    },
    async [Symbol.asyncDispose]() {
      socket.terminate()
      if (socket.readyState !== WebSocket.CLOSED) await once(socket, 'close')
    },
  }
  ear.say({ type: 'hello', token })
  await ear.hear('welcome')
  return ear
}

/** A payload with the header of its frame (https://www.rfc-editor.org/rfc/rfc6455#section-5.2), unmasked. */
export function onWire(payload: number): number {
  return payload + (payload < 126 ? 2 : payload < 65_536 ? 4 : 10)
}

const LONGEST_MS = 10_000
