import { describe, expect, it } from '@jest/globals'
import { type FakeApiServer, startFakeApiServer } from '@argus/fake-api-server/server'
import { until } from '@argus/testkit/until'
import { type ApiServer, openApiServer } from '../src/api-server/api-server.ts'
import { runInformer } from '../src/informer.ts'
import { systemClock } from '../src/system-clock.ts'
import { SHORT, follow, project } from './follower.ts'

const configMaps = { group: '', version: 'v1', resource: 'configmaps' }
const configMap = (name: string, value: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'shop' },
  data: { value },
})
const remove = (server: FakeApiServer, name: string) =>
  server.store.delete({ group: '', resource: 'configmaps', namespace: 'shop', name })
/** A list in pages whose token is forgotten gives way to a stream. */
const refusePages = (server: FakeApiServer): Disposable =>
  server.arm({
    verb: 'list',
    times: 1,
    effect: { type: 'status', code: 410, reason: 'Expired' },
  })
const apiOf = ({ url: server, caData, token }: FakeApiServer): ApiServer =>
  openApiServer({ server, caData, token })

describe('an informer', () => {
  it('follows a resource from its first list through every change, with one list and one watch', async () => {
    await using server = await startFakeApiServer()
    server.store.apply(configMap('a', '1'))
    server.store.apply(configMap('b', '1'))
    await using api = apiOf(server)
    await using informer = follow({ api, resource: configMaps })
    await informer.reaches('live')
    expect([...informer.copy.keys()].toSorted()).toEqual(['shop/a', 'shop/b'])
    server.store.apply(configMap('a', '2'))
    server.store.apply(configMap('c', '1'))
    remove(server, 'b')
    await until(() => !informer.copy.has('shop/b'), { what: 'the deletion' })
    expect(informer.events.filter(({ type }) => type !== 'status')).toMatchObject([
      { type: 'upsert', change: 'ADDED' },
      { type: 'upsert', change: 'ADDED' },
      { type: 'synced' },
      { type: 'upsert', change: 'MODIFIED', projection: { object: { data: { value: '2' } } } },
      { type: 'upsert', change: 'ADDED', key: 'shop/c' },
      { type: 'deleted', key: 'shop/b' },
    ])
    expect(server.requests).toHaveLength(2)
  })

  it.each(['streamed', 'in pages'])(
    'tells of each watch that goes on from one before, and not of the first, listed %s',
    async (how) => {
      await using server = await startFakeApiServer()
      using _pages = how === 'streamed' ? refusePages(server) : undefined
      await using api = apiOf(server)
      let reconnects = 0
      const onReconnect = () => void (reconnects += 1)
      await using informer = follow({ api, resource: configMaps, onReconnect })
      await informer.reaches('live')
      expect(reconnects).toBe(0)
      for (const times of [1, 2]) {
        server.store.apply(configMap('a', String(times)))
        await until(() => informer.copy.size > 0, { what: 'the object' })
        server.disconnect()
        await until(() => reconnects === times, { what: `${times} reconnects` })
        await until(() => server.connections > 0, { what: 'a connection' })
      }
      expect(informer.events.filter(({ type }) => type === 'synced')).toHaveLength(1)
    },
  )

  it.each(['streamed', 'in pages'])('gives built-in kinds their type, listed %s', async (how) => {
    await using server = await startFakeApiServer()
    using _pages = how === 'streamed' ? refusePages(server) : undefined
    server.store.apply(configMap('a', '1'))
    await using api = apiOf(server)
    await using informer = follow({ api, resource: configMaps })
    await informer.reaches('live')
    const { projection } = informer.copy.get('shop/a') ?? {}
    expect(projection?.object).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' })
    expect(JSON.parse(projection?.text ?? '')).toEqual(projection?.object)
  })

  it('takes over from an earlier owner with the difference alone', async () => {
    await using server = await startFakeApiServer()
    for (const name of ['same', 'changed', 'gone']) server.store.apply(configMap(name, '1'))
    await using api = apiOf(server)
    const first = follow({ api, resource: configMaps })
    await first.reaches('live')
    await first.stop()
    const seed = [...first.copy].map(
      ([key, { uid, projection }]) => [key, { uid, hash: projection.hash }] as const,
    )
    server.store.apply(configMap('changed', '2'))
    remove(server, 'gone')
    await using second = follow({ api, resource: configMaps, seed })
    await second.reaches('live')
    expect(second.events.filter(({ type }) => type !== 'status')).toMatchObject([
      { type: 'upsert', change: 'MODIFIED', key: 'shop/changed' },
      { type: 'deleted', key: 'shop/gone' },
      { type: 'synced' },
    ])
  })

  it.each(['status', 'event'] as const)(
    'lists again after a compaction told by %s',
    async (goneAs) => {
      await using server = await startFakeApiServer({ goneAs, bookmarks: false })
      for (const name of ['a', 'b']) server.store.apply(configMap(name, '1'))
      await using api = apiOf(server)
      await using informer = follow({ api, resource: configMaps })
      await informer.reaches('live')
      using outage = server.arm({
        verb: 'watch',
        effect: { type: 'status', code: 503, reason: 'ServiceUnavailable' },
      })
      server.disconnect()
      await informer.reaches('stale')
      remove(server, 'b')
      server.store.apply(configMap('a', '2'))
      server.store.compact()
      outage[Symbol.dispose]()
      await informer.reaches('live')
      expect(informer.copy.get('shop/a')?.projection.object['data']).toEqual({ value: '2' })
      expect(informer.copy.has('shop/b')).toBe(false)
    },
  )

  it('comes back within two seconds of a connection that broke once, with the real waits', async () => {
    await using server = await startFakeApiServer()
    await using api = apiOf(server)
    await using informer = follow({ api, resource: configMaps, timing: {} })
    await informer.reaches('live')
    const broken = performance.now()
    server.disconnect()
    await informer.reaches('stale')
    await informer.reaches('live')
    expect(performance.now() - broken).toBeLessThan(2_000)
  })

  it('F-16 goes on after the reader of another one has thrown, and leaves nothing of that one open', async () => {
    await using server = await startFakeApiServer()
    await using api = apiOf(server)
    await using well = follow({ api, resource: configMaps })
    await well.reaches('live')
    server.store.apply(configMap('a', '1'))
    const read = async () => {
      const informer = runInformer({
        api,
        resource: configMaps,
        project,
        clock: systemClock,
        timing: SHORT,
        signal: new AbortController().signal,
      })
      for await (const batch of informer) {
        if (batch.some(({ type }) => type === 'upsert')) throw new Error('the reader failed')
      }
    }
    await expect(read()).rejects.toThrow('the reader failed')
    server.store.apply(configMap('b', '1'))
    await until(() => well.copy.has('shop/b'), { what: 'the other one' })
    expect(well.statuses.map(({ state }) => state)).toEqual(['syncing', 'live'])
  })

  it('counts losing the watch and then the server as one outage', async () => {
    const server = await startFakeApiServer()
    await using api = apiOf(server)
    await using informer = follow({ api, resource: configMaps })
    await informer.reaches('live')
    await server[Symbol.asyncDispose]()
    const unreachable = await informer.reaches('unreachable')
    const stale = informer.statuses.find(({ state }) => state === 'stale')
    expect(unreachable.since).toBe(stale?.since)
    expect(unreachable.reason).toContain('cannot connect')
  })
})
