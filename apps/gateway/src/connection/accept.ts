import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

import { type WebSocket, WebSocketServer } from 'ws'

import { MAX_CLIENT_FRAME_BYTES, SUBPROTOCOL } from '@argus/contracts/client-frame'

import type { Visit } from '../admission/turnstile.ts'
import { Connection, type ConnectionParts } from './connection.ts'
import type { Connections } from './connections.ts'
import { Outbox, type OutboxOwner } from './outbox.ts'

export interface AcceptParts extends Omit<ConnectionParts, 'owner'> {
  readonly connections: Connections
  /** Asks for a flush. */
  readonly onPending: () => void
}

interface Upgrade {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
  readonly visit: Visit
}

/** Answers an upgrade that was found in order, and takes over the socket and the visit, which ends with it. */
export type Accept = (upgrade: Upgrade) => void

/**
 * The limits of what a peer may send are far below the library's own: its defaults let one message take 100 MiB, and a
 * flood of fragments several megabytes. Nothing is compressed: that costs more than all the rest, and frames that are
 * shared could not be written as they are.
 */
const LIMITS = {
  maxPayload: MAX_CLIENT_FRAME_BYTES,
  maxFragments: 16,
  maxBufferedChunks: 64,
  perMessageDeflate: false,
}

export function acceptor(parts: AcceptParts): Accept {
  const { connections, onPending, ...rest } = parts
  const shared: ConnectionParts = { ...rest, owner: connections }
  const server = new WebSocketServer({
    ...LIMITS,
    noServer: true,
    clientTracking: false,
    handleProtocols: () => SUBPROTOCOL,
  })
  const owner: OutboxOwner = {
    now: () => parts.clock.now(),
    onPending: (outbox) => {
      if (connections.pending(outbox)) onPending()
    },
    onBehind: (outbox) => connections.behind(outbox),
    onCarried: (time) => connections.carried(time),
    onConflated: parts.events.conflated,
    onUntold: (outbox) => connections.untold(outbox),
  }
  const open = (webSocket: WebSocket, { visit, request }: Upgrade): void => {
    const peer = { id: randomUUID(), ip: visit.ip, origin: request.headers.origin }
    const outbox = new Outbox(request.socket, owner)
    connections.add(new Connection(shared, { webSocket, outbox, peer, visit }))
  }
  return (upgrade) => {
    const { request, socket, head, visit } = upgrade
    const leave = (): void => visit[Symbol.dispose]()
    socket.on('close', leave) // it may be gone, or be refused by the library
    server.handleUpgrade(request, socket, head, (webSocket) => {
      // The library listens itself: a second listener of a kind would cost each socket 200 bytes.
      socket.off('close', leave)
      open(webSocket, upgrade)
    })
  }
}
