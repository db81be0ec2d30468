import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createZstdDecompress } from 'node:zlib'

import {
  UPLINK_AUDIENCE,
  UPLINK_PROTOCOL,
  upFrameSchema,
  type DownFrame,
  type UpFrame,
} from '@argus/contracts/agent-frame'
import { until } from '@argus/testkit/until'
import { WebSocketServer } from 'ws'

/** A watcher as an agent meets it: a small real server that answers from the contracts, and hears all that is said. */
export interface WatcherEnd extends AsyncDisposable {
  readonly url: string
  /** What was said, unpacked, byte for byte. */
  readonly said: string
  frames<T extends UpFrame['type']>(type: T): readonly Extract<UpFrame, { type: T }>[]
  say(frame: DownFrame): void
  connected(): Promise<void>
}

export async function openWatcherEnd(cluster = 'plant'): Promise<WatcherEnd> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(201).end(JSON.stringify({ cluster })))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port }: Pick<AddressInfo, 'port'> = Object.assign({ port: 0 }, server.address())
  const sockets = new WebSocketServer({ server, handleProtocols: () => UPLINK_PROTOCOL })
  let say: ((frame: DownFrame) => void) | undefined
  let said = ''
  const heard: UpFrame[] = []
  sockets.on('connection', (socket) => {
    const unpack = createZstdDecompress()
    socket.once('close', () => unpack.destroy())
    const tell = (frame: DownFrame): void => socket.send(JSON.stringify(frame))
    tell({ type: 'challenge', nonce: 'nonce', audience: UPLINK_AUDIENCE })
    let text = Buffer.alloc(0)
    unpack.on('data', (chunk: Buffer) => {
      said += chunk.toString('latin1')
      text = Buffer.concat([text, chunk])
      for (let end = text.indexOf(0x0a); end >= 0; end = text.indexOf(0x0a)) {
        const frame = upFrameSchema.parse(JSON.parse(text.toString('utf8', 0, end)))
        const changes = frame.type === 'changes' ? frame.changes : []
        const bytes = changes.map((change) => (change.type === 'object' ? change.bytes : 0))
        const length = end + 1 + bytes.reduce((sum, one) => sum + one, 0)
        if (text.length < length) return
        text = text.subarray(length)
        heard.push(frame)
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
    get said() {
      return said
    },
    frames: (type) =>
      heard.filter(
        (frame): frame is Extract<UpFrame, { type: typeof type }> => frame.type === type,
      ),
    say: (frame) => say?.(frame),
    async connected() {
      await until(() => say, { what: 'the agent to dial' })
    },
    async [Symbol.asyncDispose]() {
      for (const client of sockets.clients) client.terminate()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
