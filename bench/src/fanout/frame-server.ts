/**
 * What Node needs at least: frames made once, joined, and one `socket.write` a socket. Lines of standard input: events
 * and bytes of a flush.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { createInterface } from 'node:readline'

import { payloadOf } from './subject.ts'

const UPGRADED =
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'

const sockets: Duplex[] = []
const http = createServer()
http.on('upgrade', (_request, socket) => {
  socket.on('error', () => socket.destroy())
  socket.write(UPGRADED)
  sockets.push(socket)
})
http.listen({ port: 0, host: '127.0.0.1', backlog: 1_024 })
await once(http, 'listening')
const address = http.address()
if (typeof address === 'object') console.log(address?.port)
for await (const line of createInterface(process.stdin)) {
  const [events = 0, bytes = 0] = line.split(' ').map(Number)
  const frame = textFrame(payloadOf(bytes))
  const joined = Buffer.concat(Array.from({ length: events }, () => frame))
  for (const socket of sockets) socket.write(joined)
}

/** A whole, unmasked text frame (RFC 6455 §5.2) of 126 to 65,535 bytes. */
function textFrame(text: string): Buffer {
  const payload = Buffer.from(text)
  const head = Buffer.from([0x81, 126, 0, 0])
  head.writeUInt16BE(payload.length, 2)
  return Buffer.concat([head, payload])
}
