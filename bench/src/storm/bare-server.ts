/**
 * What a handshake costs at least: `ws` takes the upgrade, and the first frame's token is checked as the gateway checks it, by
 * the keys of the auth at the address that is its argument. Prints its port.
 */
import { createServer } from 'node:http'
import { once } from 'node:events'
import { openKeySet } from '@argus/access/key-set'
import { accessTokenVerifier } from '@argus/access/verify-access-token'
import { ACCESS_AUDIENCE, TOKEN_ISSUER } from '@argus/contracts/claims'
import { SUBPROTOCOL } from '@argus/contracts/client-frame'
import { type WebSocket, WebSocketServer } from 'ws'

const [auth] = process.argv.slice(2)
const keySet = openKeySet({
  url: new URL('/.well-known/jwks.json', auth).href,
  clock: { now: () => performance.now() },
  stale: (error) => {
    throw error
  },
})
const verify = accessTokenVerifier({
  issuer: TOKEN_ISSUER,
  audience: ACCESS_AUDIENCE,
  keyFor: (kid) => keySet.keyFor(kid),
  clock: { now: () => Date.now() },
})
const WELCOME = JSON.stringify({ type: 'welcome' })

async function welcome(socket: WebSocket, data: Buffer): Promise<void> {
  const { token }: { token: string } = JSON.parse(String(data))
  const { valid } = await verify(token)
  if (valid) socket.send(WELCOME)
  else socket.terminate()
}

const http = createServer()
const sockets = new WebSocketServer({
  server: http,
  perMessageDeflate: false,
  handleProtocols: () => SUBPROTOCOL,
})
sockets.on('connection', (socket) => {
  socket.on('error', () => socket.terminate())
  socket.once('message', (data: Buffer) => void welcome(socket, data))
})
http.listen({ port: 0, host: '127.0.0.1', backlog: 1_024 })
await once(http, 'listening')
const address = http.address()
if (typeof address === 'object') console.log(address?.port)
