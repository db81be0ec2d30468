/** Sockets of `ws` that are pinged every 25 s, as its documentation shows it: one interval for all. Prints its port. */
import { type WebSocket, WebSocketServer } from 'ws'

const PING_MS = 25_000

const alive = new WeakSet<WebSocket>()
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, backlog: 1_024 })
server.on('connection', (socket) => {
  alive.add(socket)
  socket.on('pong', () => alive.add(socket))
  socket.on('message', () => undefined)
})
server.on('listening', () => {
  const address = server.address()
  if (typeof address === 'object') console.log(address?.port)
})
setInterval(() => {
  for (const socket of server.clients) {
    if (!alive.has(socket)) socket.terminate()
    alive.delete(socket)
    socket.ping()
  }
}, PING_MS)
