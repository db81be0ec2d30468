import { MAX_UPLINK_FRAME_BYTES, UPLINK_PATH, UPLINK_PROTOCOL } from '@argus/contracts/agent-frame'
import { WebSocket } from 'ws'

import { connectorTo, type ConsoleAddress } from '../console/address.ts'

const HANDSHAKE_MS = 20_000

/** Opens a socket to the watcher, by the address of the console. */
export function dial(address: ConsoleAddress): WebSocket {
  const url = new URL(UPLINK_PATH, address.url)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return new WebSocket(url, UPLINK_PROTOCOL, {
    agent: connectorTo(address),
    handshakeTimeout: HANDSHAKE_MS,
    maxPayload: MAX_UPLINK_FRAME_BYTES,
    // Messages are packed as one stream, which a compression of each alone comes nowhere near.
    perMessageDeflate: false,
    followRedirects: false,
  })
}
