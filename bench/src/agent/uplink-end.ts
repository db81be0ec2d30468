import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createZstdDecompress } from 'node:zlib'

import {
  UPLINK_AUDIENCE,
  UPLINK_PROTOCOL,
  upFrameSchema,
  type DownFrame,
} from '@argus/contracts/agent-frame'
import { until } from '@argus/testkit/until'
import { WebSocketServer } from 'ws'

/** The far end of an agent's line: takes everything in at once, and counts. */
export interface UplinkEnd extends AsyncDisposable {
  readonly url: string
  /** Bytes that came by the agent's connection, framing and handshake included. */
  readonly received: number
  /** Bytes that went the other way. */
  readonly sent: number
  /** Objects that came. */
  readonly objects: number
  /** Resolves when the agent has a line. */
  connected(): Promise<void>
  follow(order: Omit<Extract<DownFrame, { type: 'follow' }>, 'type'>): void
}

/** Welcomes whoever registers and dials: what an agent may is measured elsewhere. */
export async function openUplinkEnd(): Promise<UplinkEnd> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(201).end('{"cluster":"bench"}'))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port }: Pick<AddressInfo, 'port'> = Object.assign({ port: 0 }, server.address())
  const sockets = new WebSocketServer({ server, handleProtocols: () => UPLINK_PROTOCOL })
  let tcp: Socket | undefined
  let objects = 0
  let say: ((frame: DownFrame) => void) | undefined
  sockets.on('connection', (socket, request) => {
    tcp = request.socket
    const unpack = createZstdDecompress()
    const tell = (frame: DownFrame): void => socket.send(JSON.stringify(frame))
    tell({ type: 'challenge', nonce: 'bench', audience: UPLINK_AUDIENCE })
    let text = Buffer.alloc(0)
    unpack.on('data', (chunk: Buffer) => {
      text = Buffer.concat([text, chunk])
      for (;;) {
        const end = text.indexOf(0x0a)
        if (end < 0) return
        const frame = upFrameSchema.parse(JSON.parse(text.toString('utf8', 0, end)))
        let length = end + 1
        if (frame.type === 'changes')
          for (const change of frame.changes) length += change.type === 'object' ? change.bytes : 0
        if (text.length < length) return
        text = text.subarray(length)
        if (frame.type === 'changes') objects += frame.changes.length
        tell({ type: 'heard', messages: 1 })
        if ('topic' in frame) tell({ type: 'taken', topic: frame.topic })
      }
    })
    socket.on('message', (data, binary) => {
      if (binary) unpack.write(data)
      else {
        tell({ type: 'welcome', now: Date.now() })
        say = tell
      }
    })
  })
  return {
    url: `http://127.0.0.1:${port}`,
    get received() {
      return tcp?.bytesRead ?? 0
    },
    get sent() {
      return tcp?.bytesWritten ?? 0
    },
    get objects() {
      return objects
    },
    async connected() {
      await until(() => say, { timeoutMs: 30_000, what: 'the agent to dial' })
    },
    follow: (order) => say?.({ type: 'follow', ...order }),
    async [Symbol.asyncDispose]() {
      for (const client of sockets.clients) client.terminate()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
