import { once } from 'node:events'
import { createServer } from 'node:http'

import { expect, it } from '@jest/globals'
import { WebSocket, WebSocketServer } from 'ws'

import { textFrame } from '../../src/feed/text-frame.ts'

it.each([0, 1, 125, 126, 127, 65_535, 65_536, 1_500_000])(
  'a text of %i bytes is read back by the library as one message',
  async (length) => {
    const text = 'é\u2028'.padEnd(length, 'x').slice(0, length)
    await using stack = new AsyncDisposableStack()
    const server = createServer().listen(0, '127.0.0.1')
    stack.defer(() => void server.close())
    await once(server, 'listening')
    const sockets = new WebSocketServer({ noServer: true })
    server.on('upgrade', (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, () => socket.write(textFrame(text))),
    )
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const client = new WebSocket(`ws://127.0.0.1:${port}`)
    stack.defer(() => client.terminate())
    const [data] = await once(client, 'message')
    expect(String(data)).toBe(text)
  },
)
