import { randomBytes, randomUUID } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'

import {
  MAX_UPLINK_FRAME_BYTES,
  UPLINK_PATH,
  UPLINK_PROTOCOL,
  UplinkClose,
} from '@argus/contracts/agent-frame'
import type { ClientAddress } from '@argus/service-kit/client-address'
import { WebSocketServer } from 'ws'

import { Attempts } from './attempts.ts'
import { serveAgent, type ServeAgentOptions } from './serve-agent.ts'

export interface AgentEndpointOptions extends Omit<ServeAgentOptions, 'stranger' | 'signal'> {
  readonly address: ClientAddress
}

/** So many that have not said who they are may be connected at once, and dial from one address in a minute. */
const MAX_UNKNOWN = 256
const DIALS = 600
/** A hello, and what the protocol has around it; who sends more before it is known has nothing to say. */
const HELLO_BYTES = 16 * 1024

/**
 * Lets agents dial in on a server, at the address of the uplink; disposing of it closes their lines, and they dial
 * another replica. Browsers have nothing to do here.
 */
export function openAgentEndpoint(
  server: Server,
  { address, ...options }: AgentEndpointOptions,
): AsyncDisposable {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: MAX_UPLINK_FRAME_BYTES,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(UPLINK_PROTOCOL) ? UPLINK_PROTOCOL : false),
  })
  const dials = new Attempts(DIALS, options.clock)
  const stop = new AbortController()
  const serving = new Set<Promise<void>>()
  let unknown = 0
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    const ip = address(request)
    const refusal =
      refusalOf(request) ?? (dials.take(ip ?? '') && unknown < MAX_UNKNOWN ? undefined : 429)
    if (refusal !== undefined || stop.signal.aborted) return refuse(socket, refusal ?? 503)
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      unknown += 1
      let counted = true
      let bytes = 0
      const measure = (chunk: Buffer): void => {
        bytes += chunk.length
        if (bytes > HELLO_BYTES) socket.destroy()
      }
      const known = (): void => {
        if (counted) unknown -= 1
        counted = false
        socket.off('data', measure)
      }
      socket.on('data', measure)
      webSocket.once('close', known)
      const stranger = { ip, requestId: randomUUID() }
      const work = serveAgent(webSocket, {
        ...options,
        onKnown: known,
        nonce: randomBytes(32).toString('base64url'),
        stranger,
        signal: stop.signal,
      })
        .catch((error: unknown) => {
          webSocket.terminate()
          options.events.bug('serving an agent', error)
        })
        .finally(() => serving.delete(work))
      serving.add(work)
    })
  })
  return {
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('the watcher stops'))
      for (const socket of sockets.clients) socket.close(UplinkClose.Draining, 'this replica stops')
      await Promise.all(serving)
      for (const socket of sockets.clients) socket.terminate()
    },
  }
}

/** The status that a request is refused with; `undefined`: it may become a line. */
function refusalOf({ url = '', headers }: IncomingMessage): number | undefined {
  if (url !== UPLINK_PATH) return 404
  if (headers.origin !== undefined) return 403
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
  return offered.includes(UPLINK_PROTOCOL) ? undefined : 400
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
}

function refuse(socket: Duplex, status: number): void {
  socket.end(
    `HTTP/1.1 ${status} ${REASONS[status] ?? ''}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
  )
}
