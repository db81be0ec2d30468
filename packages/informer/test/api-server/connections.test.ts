import { expect, it } from '@jest/globals'
import { once } from 'node:events'
import { connect } from 'node:http2'
import { type FakeApiServer, startFakeApiServer } from '@argus/fake-api-server/server'
import { startFaultProxy } from '@argus/testkit/fault-proxy'
import { until } from '@argus/testkit/until'
import { type ApiServer, openApiServer } from '../../src/api-server/api-server.ts'
import { TRANSPORT_TIMING } from '../../src/api-server/exchange.ts'
import { keepAlive } from '../../src/api-server/keep-alive.ts'
import { follow } from '../follower.ts'

const pods = '/api/v1/pods'
const never = new AbortController().signal
const accessOf = ({ url: server, caData, token }: FakeApiServer) => ({ server, caData, token })

async function openWatches(api: ApiServer, count: number, signal: AbortSignal) {
  const path = `${pods}?watch=1`
  const opening = Array.from({ length: count }, async () => {
    const lines = await api.watch(path, { signal })
    const read = async () => {
      for await (const _ of lines) continue
    }
    // Ended by the signal.
    read().catch(() => undefined)
  })
  await Promise.all(opening)
}

it('carries many watches on few connections', async () => {
  await using server = await startFakeApiServer()
  await using api = openApiServer(accessOf(server))
  const stop = new AbortController()
  await openWatches(api, 250, stop.signal)
  // Three for the watches and the one that told which protocol is spoken, kept for requests.
  expect(server.connections).toBe(4)
  stop.abort()
})

it('keeps to fewer streams where the server allows fewer', async () => {
  await using server = await startFakeApiServer({ maxStreams: 10 })
  await using api = openApiServer(accessOf(server))
  const stop = new AbortController()
  await openWatches(api, 35, stop.signal)
  expect(server.connections).toBe(5)
  stop.abort()
})

it('opens new streams elsewhere when a connection is going away, and leaves running ones alone', async () => {
  await using server = await startFakeApiServer()
  await using api = openApiServer(accessOf(server))
  await using informer = follow({ api, resource: { group: '', version: 'v1', resource: 'pods' } })
  await informer.reaches('live')
  server.goAway()
  await expect(api.get('/version', { signal: never })).resolves.toBeDefined()
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'n' } }
  server.store.apply(pod)
  await until(() => informer.copy.has('n/p'), { what: 'the change on the old connection' })
  expect(informer.statuses.map(({ state }) => state)).toEqual(['syncing', 'live'])
})

it('refuses a server that the authority does not vouch for', async () => {
  await using server = await startFakeApiServer()
  await using other = await startFakeApiServer()
  await using api = openApiServer({ ...accessOf(server), caData: other.caData })
  await expect(api.get('/version', { signal: never })).rejects.toThrow('cannot connect to')
})

it('gives up a connection that does not answer a PING, and says since when', async () => {
  await using server = await startFakeApiServer()
  await using network = await startFaultProxy({ port: server.port })
  const timing = { pingAfterMs: 200, pingTimeoutMs: 200 }
  const access = { ...accessOf(server), server: `https://127.0.0.1:${network.port}` }
  await using api = openApiServer(access, { timing })
  const lines = await api.watch(`${pods}?watch=1`, { signal: never })
  using _hole = network.blackHole()
  const read = async () => {
    for await (const _ of lines) continue
  }
  const failure: unknown = await read().catch((error: unknown) => error)
  expect(failure).toMatchObject({
    name: 'StreamError',
    message: expect.stringContaining('not answer'),
  })
  expect(failure).toHaveProperty('silentMs', expect.any(Number))
})

it('ends what the signal ends, and nothing else', async () => {
  await using server = await startFakeApiServer()
  await using api = openApiServer(accessOf(server))
  const [one, other] = [new AbortController(), new AbortController()]
  const reading = [one, other].map(async ({ signal }) => {
    let seen = 0
    for await (const lines of await api.watch(`${pods}?watch=1&resourceVersion=1`, { signal })) {
      seen += lines.length
      if (seen === 1) return 'saw the change'
    }
    return 'ended'
  })
  one.abort(new Error('enough'))
  await expect(reading[0]).rejects.toThrow('enough')
  server.store.apply({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'n' } })
  await expect(reading[1]).resolves.toBe('saw the change')
})

it('asks a quiet connection again and again, and leaves no listener behind', async () => {
  await using server = await startFakeApiServer()
  const session = connect(server.url, { ca: server.caData })
  await once(session, 'remoteSettings')
  const connection = { session, heardAt: performance.now(), unanswered: false }
  keepAlive(connection, { ...TRANSPORT_TIMING, pingAfterMs: 20 })
  const listeners = session.listenerCount('close')
  for (let answers = 0; answers < 5; answers++) {
    const heardAt = connection.heardAt
    await until(() => connection.heardAt > heardAt, { what: 'an answer' })
  }
  expect(session.listenerCount('close')).toBe(listeners)
  session.destroy()
})
