/** `send(string)` for each client, as one writes it first. A line of standard input is what all are sent. */
import { createInterface } from 'node:readline'
import { WebSocketServer } from 'ws'

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, backlog: 1_024 })
server.on('listening', () => {
  const address = server.address()
  if (typeof address === 'object') console.log(address?.port)
})
for await (const line of createInterface(process.stdin))
  for (const client of server.clients) client.send(line)
