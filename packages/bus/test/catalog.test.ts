import type { CatalogCluster, CatalogResource } from '@argus/contracts/catalog'
import { until } from '@argus/testkit/until'
import { expect, test } from '@jest/globals'

import { parseCatalog, REVISION_FIELD } from '../src/catalog.ts'
import type { Catalog } from '../src/follow.ts'
import { CHECK_MS, STILL_MS } from '../src/timing.ts'
import { catalogKey } from '../src/topic-keys.ts'
import { openLog, type Log } from './log.ts'
import { onEveryRedis } from './servers.ts'

const prod: CatalogCluster = { name: 'Production', labels: { env: 'prod' }, state: 'live' }
const pods: CatalogResource = {
  version: 'v1',
  namespaced: true,
  kind: 'Pod',
  shortNames: ['po'],
  followed: true,
}
const podsOf = (cluster: string) => ({ cluster, group: 'core', resource: 'pods' })

test('entries that do not parse are left out, and nothing else with them', () => {
  const catalog = parseCatalog([
    [REVISION_FIELD, '7'],
    ['prod', JSON.stringify(prod)],
    ['broken', '{"name":'],
    ['prod/core/pods', JSON.stringify(pods)],
    ['prod/core/nodes', JSON.stringify({ ...pods, kind: 5 })],
  ])
  expect(catalog.clusters).toEqual(new Map([['prod', prod]]))
  expect(catalog.resources).toEqual(new Map([['prod/core/pods', pods]]))
})

onEveryRedis('the directory', (bench) => {
  test('is given as it stands, then again after each change', async () => {
    await using log = await openLog(bench)
    await log.writer.putCluster('prod', prod)
    const seen = collect(log)
    await until(() => seen.length === 1, { what: 'the directory' })
    await log.writer.putResource(podsOf('prod'), pods)
    await until(() => seen.at(-1)?.resources.size === 1, { what: 'a resource' })
    expect(seen.at(-1)?.clusters.get('prod')).toEqual(prod)
    expect(seen.at(-1)?.resources.get('prod/core/pods')).toEqual(pods)
    await log.writer.putCluster('prod', { ...prod, state: 'unreachable' })
    await until(() => seen.at(-1)?.clusters.get('prod')?.state === 'unreachable', {
      what: 'a change',
    })
    expect(await log.writer.readCatalog()).toEqual(seen.at(-1))
  })

  test('written again as it was, it is not announced', async () => {
    await using log = await openLog(bench)
    await log.writer.putCluster('prod', prod)
    const revision = () => log.redis.hget(catalogKey(log.prefix), REVISION_FIELD)
    const before = await revision()
    await log.writer.putCluster('prod', prod)
    await log.writer.removeCluster('another')
    expect(await revision()).toBe(before)
  })

  test('loses a cluster with all of its resources, and no other whose name begins alike', async () => {
    await using log = await openLog(bench)
    for (const cluster of ['prod', 'prod-2']) {
      await log.writer.putCluster(cluster, prod)
      await log.writer.putResource(podsOf(cluster), pods)
    }
    const seen = collect(log)
    await until(() => seen.at(-1)?.clusters.size === 2, { what: 'both' })
    await log.writer.removeCluster('prod')
    await until(() => seen.at(-1)?.clusters.size === 1, { what: 'one' })
    expect([...(seen.at(-1)?.resources.keys() ?? [])]).toEqual(['prod-2/core/pods'])
  })

  test('loses a resource that no Topic is kept for any more, and tells it once', async () => {
    await using log = await openLog(bench)
    await log.writer.putCluster('prod', prod)
    await log.writer.putResource(podsOf('prod'), pods)
    const seen = collect(log)
    await until(() => seen.at(-1)?.resources.size === 1, { what: 'the resource' })
    await log.writer.removeResource(podsOf('prod'))
    await until(() => seen.at(-1)?.resources.size === 0, { what: 'its end' })
    expect(seen.at(-1)?.clusters.get('prod')).toEqual(prod)
    const revision = () => log.redis.hget(catalogKey(log.prefix), REVISION_FIELD)
    const before = await revision()
    await log.writer.removeResource(podsOf('prod'))
    expect(await revision()).toBe(before)
  })

  test('a change whose announcement was lost is found by the next check', async () => {
    await using log = await openLog(bench)
    const seen = collect(log)
    await until(() => seen.length === 1, { what: 'the empty directory' })
    const key = catalogKey(log.prefix)
    await log.redis.hset(key, 'prod', JSON.stringify(prod))
    await log.redis.hincrby(key, REVISION_FIELD, 1)
    await log.check()
    await until(() => seen.at(-1)?.clusters.has('prod'), { what: 'the cluster' })
  })

  test('one that Redis lost stays known until it is written again and stands still', async () => {
    await using log = await openLog(bench)
    await log.writer.putCluster('prod', prod)
    await log.writer.putCluster('test', prod)
    const seen = collect(log)
    await until(() => seen.length === 1, { what: 'the directory' })
    await log.redis.del(catalogKey(log.prefix))
    await log.check()
    await log.check()
    await log.writer.putCluster('prod', prod)
    await log.check()
    await log.writer.putCluster('test', { ...prod, name: 'Test' })
    for (let still = 0; still <= STILL_MS; still += CHECK_MS) await log.check()
    await until(() => seen.length > 1, { what: 'the directory written again' })
    expect(seen.map(({ clusters }) => [...clusters.keys()].toSorted())).toEqual([
      ['prod', 'test'],
      ['prod', 'test'],
    ])
  })

  test('many entries come whole, and each once', async () => {
    await using log = await openLog(bench)
    const names = Array.from({ length: 700 }, (_, i) => `cluster-${i}`)
    await Promise.all(names.map((name) => log.writer.putCluster(name, prod)))
    const seen = collect(log)
    await until(() => seen.at(-1)?.clusters.size === 700, { what: 'all of it' })
  })
})

/** What followers of the directory are given, until the log is closed. */
function collect(log: Log): Catalog[] {
  const seen: Catalog[] = []
  const following = (async () => {
    for await (const catalog of log.reader.catalog(log.signal)) seen.push(catalog)
  })()
  following.catch((error: unknown) => log.faults.push(new Error('the directory', { cause: error })))
  return seen
}
