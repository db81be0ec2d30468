/** `io.emit`, over WebSocket alone. Lines of standard input: events and bytes of a flush. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { Server } from 'socket.io'

import { payloadOf } from './subject.ts'

const http = createServer()
const io = new Server(http, { transports: ['websocket'], serveClient: false })
http.listen({ port: 0, host: '127.0.0.1', backlog: 1_024 })
await once(http, 'listening')
const address = http.address()
if (typeof address === 'object') console.log(address?.port)
for await (const line of createInterface(process.stdin)) {
  const [events = 0, bytes = 0] = line.split(' ').map(Number)
  const payload = payloadOf(bytes)
  for (let event = 0; event < events; event += 1) io.emit('event', payload)
}
