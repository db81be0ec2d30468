import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'

import { describe, expect, it } from '@jest/globals'

import { askAuth } from '../src/ask-auth.ts'

describe('asking auth', () => {
  it('asks again where connections break on the way, as they do at a replica that stops', async () => {
    let asked = 0
    await using auth = await serve((request, response) => {
      asked += 1
      if (asked <= 3) request.socket.destroy()
      else response.end('yes')
    })
    const response = await askAuth(auth.url, { method: 'POST', body: '{}' })
    expect([await response.text(), asked]).toEqual(['yes', 4])
  })

  it('asks no fifth time', async () => {
    let asked = 0
    await using auth = await serve((request) => {
      asked += 1
      request.socket.destroy()
    })
    await expect(askAuth(auth.url)).rejects.toThrow('fetch failed')
    expect(asked).toBe(4)
  })

  it('takes an answer for one, whatever it says', async () => {
    let asked = 0
    await using auth = await serve((_, response) => {
      asked += 1
      response.writeHead(503).end()
    })
    expect([(await askAuth(auth.url)).status, asked]).toEqual([503, 1])
  })

  it('ends with who asks', async () => {
    let asked = 0
    const stop = new AbortController()
    await using auth = await serve(() => {
      asked += 1
      stop.abort(new Error('enough'))
    })
    await expect(askAuth(auth.url, { signal: stop.signal })).rejects.toThrow('enough')
    expect(asked).toBe(1)
  })
})

async function serve(
  listener: RequestListener,
): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
