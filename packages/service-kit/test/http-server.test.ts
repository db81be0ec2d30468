import { createServer } from 'node:net'

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
})
