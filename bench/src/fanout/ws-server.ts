/**
 * `send(string)` for each client, as one writes it first. Lines of standard input: events and bytes of a flush, and a
 * stamp where they carry one.
 */
import { createInterface } from 'node:readline'
import { WebSocketServer } from 'ws'

import { payloadOf } from './subject.ts'

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, backlog: 1_024 })
server.on('listening', () => {
  const address = server.address()
  if (typeof address === 'object') console.log(address?.port)
})
for await (const line of createInterface(process.stdin)) {
  const [events, bytes, stamp] = line.split(' ')
  const payload = payloadOf(Number(bytes), stamp)
  for (let event = 0; event < Number(events); event += 1)
    for (const client of server.clients) client.send(payload)
}
