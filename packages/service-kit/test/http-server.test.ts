import { Agent, get, type IncomingMessage } from 'node:http'
import { createServer } from 'node:net'
import { text as textOf } from 'node:stream/consumers'

import { describe, expect, it } from '@jest/globals'

import { createApp, listen } from '../src/http-server.ts'
import { createMetrics } from '../src/metrics.ts'

const metrics = createMetrics('test')

describe('the probes of a service', () => {
  it('answer that the process lives', async () => {
    await using server = await listen(createApp({ metrics, ready: {} }), { port: 0 })
    for (const path of ['/livez', '/healthz', '/readyz']) {
      expect((await fetch(`${server.url}${path}`)).status).toBe(200)
    }
  })

  it('name each dependency that is not ready, and why', async () => {
    const ready = {
      redis: () => true as const,
      postgresql: async () => 'connection refused',
      auth: () => {
        throw new Error('no key set yet')
      },
    }
    await using server = await listen(createApp({ metrics, ready }), { port: 0 })
    const answer = await fetch(`${server.url}/readyz`)
    expect(answer.status).toBe(503)
    expect(await answer.json()).toEqual({
      status: 'not ready',
      dependencies: { redis: 'ok', postgresql: 'connection refused', auth: 'no key set yet' },
    })
  })

  it('give the metrics of the process and of the service', async () => {
    metrics.counter('frames_total', 'Frames sent', ['type']).inc({ type: 'events' })
    await using server = await listen(createApp({ metrics, ready: {} }), { port: 0 })
    const text = await (await fetch(`${server.url}/metrics`)).text()
    expect(text).toContain('frames_total{type="events",service="test"} 1')
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds')
  })
})

describe('listening', () => {
  it('says which port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const address = other.address()
    const taken = typeof address === 'object' && address !== null ? address.port : 0
    await expect(listen(createApp({ metrics, ready: {} }), { port: taken })).rejects.toThrow(
      `cannot listen on 127.0.0.1:${taken}`,
    )
    other.close()
  })

  it('ends within its drain time although a client holds its connection', async () => {
    const app = createApp({ metrics, ready: {} })
    app.get('/slow', () => undefined)
    const server = await listen(app, { port: 0, drainMs: 50 })
    const held = fetch(`${server.url}/slow`).catch((error: unknown) => error)
    await new Promise<void>((resolve) => server.server.once('request', () => resolve()))
    await server[Symbol.asyncDispose]()
    expect(await held).toMatchObject({ message: 'fetch failed' })
  })
  it('ends a connection that a client keeps with the answer to its next call, not before it', async () => {
    const server = await listen(createApp({ metrics, ready: {} }), { port: 0 })
    using agent = keptConnections()
    expect(await call(agent, server)).toEqual({ status: 200, connection: 'keep-alive' })
    const ended = server[Symbol.asyncDispose]()
    expect(await call(agent, server)).toEqual({ status: 200, connection: 'close' })
    await ended
    await expect(call(agent, server)).rejects.toThrow('ECONNREFUSED')
  })

  it('ends a kept connection on which nothing is asked any more', async () => {
    const server = await listen(createApp({ metrics, ready: {} }), { port: 0, drainMs: 60_000 })
    using agent = keptConnections()
    await call(agent, server)
    await server[Symbol.asyncDispose]()
  })

  it('goes on taking connections while it only leaves, each for one answer', async () => {
    await using server = await listen(createApp({ metrics, ready: {} }), { port: 0 })
    using agent = keptConnections()
    server.leave()
    expect(await call(agent, server)).toEqual({ status: 200, connection: 'close' })
    server.stopListening()
    await expect(call(agent, server)).rejects.toThrow('ECONNREFUSED')
  })
})

function keptConnections(): Agent & Disposable {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return Object.assign(agent, { [Symbol.dispose]: () => agent.destroy() })
}

async function call(
  agent: Agent,
  { url }: { readonly url: string },
): Promise<{ readonly status: number | undefined; readonly connection: string | undefined }> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  get(`${url}/livez`, { agent }, resolve).on('error', reject)
  const answer = await promise
  await textOf(answer)
  return { status: answer.statusCode, connection: answer.headers.connection }
}
