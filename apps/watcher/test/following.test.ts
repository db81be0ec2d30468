import { clusterTopic, watchesTopic } from '@argus/contracts/internal-topic'
import type { FakeApiServer } from '@argus/fake-api-server/server'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

import { custom, definition, RESOURCES } from './custom-resources.ts'
import { startStand, type Stand } from './stand.ts'

let stand: Stand
let east: FakeApiServer
let west: FakeApiServer

const group = 'monitoring.coreos.com'
const topic = (cluster: string, resource: string) => ({
  cluster,
  group: RESOURCES.find((one) => one.resource === resource)?.group ?? '',
  version: 'v1',
  resource,
})
const state = async (cluster: string, resource: string) =>
  (await stand.meta(topic(cluster, resource)))['state']
const isLive = async (cluster: string, resource: string) =>
  (await state(cluster, resource)) === 'live'
const row = async (cluster: string, resource: string, key: string) =>
  (await stand.rows(topic(cluster, resource))).get(key)
const catalogEntry = async (field: string): Promise<unknown> => {
  const text = await stand.raw.hget('argus:catalog', field)
  return text === null ? undefined : JSON.parse(text)
}

beforeAll(async () => {
  stand = await startStand()
  east = await stand.addCluster('east')
  west = await stand.addCluster('west')
  for (const cluster of [east, west])
    for (const { resource } of RESOURCES) cluster.store.apply(custom(resource, `first-${resource}`))
  await stand.follow(east, west)
  await stand.start()
  await until(
    async () => {
      const states = ['east', 'west'].flatMap((cluster) =>
        RESOURCES.map(({ resource }) => isLive(cluster, resource)),
      )
      return (await Promise.all(states)).every(Boolean)
    },
    { what: 'every resource of both clusters to be live' },
  )
}, 60_000)

afterAll(async () => stand[Symbol.asyncDispose]())

describe('a watcher', () => {
  test('holds a row of every resource of its plugins, of every cluster', async () => {
    for (const cluster of ['east', 'west']) {
      for (const { resource, namespaced } of RESOURCES) {
        const key = `${namespaced ? 'shop' : ''}/first-${resource}`
        const record = await row(cluster, resource, key)
        expect(record).toMatchObject({ key, type: 'ADDED', labels: {} })
        expect(record?.row.cells[0]).toBe(record?.row.created)
      }
    }
    expect(RESOURCES).toHaveLength(8)
  })

  test('writes what exists into the directory', async () => {
    const cluster = async () => JSON.stringify(await catalogEntry('east'))
    const live = '{"name":"east","labels":{},"state":"live"}'
    await until(async () => (await cluster()) === live, { what: 'the cluster in the directory' })
    expect(await catalogEntry(`west/${group}/servicemonitors`)).toEqual({
      version: 'v1',
      namespaced: true,
      kind: 'ServiceMonitor',
      shortNames: [],
      plugin: 'prometheus',
      followed: true,
    })
  })

  test('works out the health of an object from its conditions', async () => {
    const health = async () => (await row('east', 'alertmanagers', 'shop/main'))?.row
    const withStatus = (status: string) =>
      custom('alertmanagers', 'main', {
        status: {
          conditions: [{ type: 'Ready', status, reason: 'Pods', message: 'two of three' }],
        },
      })
    east.store.apply(withStatus('True'))
    await until(async () => (await health())?.health === 'Current', { what: 'good health' })
    east.store.apply(withStatus('False'))
    await until(async () => (await health())?.health !== 'Current', { what: 'bad health' })
    expect((await health())?.reason).toContain('two of three')
  })

  test('publishes what is made, changed and deleted, and the object as it is', async () => {
    east.store.apply(
      custom('podmonitors', 'web', { spec: { podMetricsEndpoints: [{ port: 'a' }] } }),
    )
    const made = await until(() => row('east', 'podmonitors', 'shop/web'), { what: 'the new row' })
    east.store.apply(
      custom('podmonitors', 'web', { spec: { podMetricsEndpoints: [{ port: 'b' }] } }),
    )
    await until(
      async () =>
        (await row('east', 'podmonitors', 'shop/web'))?.resourceVersion !== made.resourceVersion,
      { what: 'the change' },
    )
    expect(await stand.object(topic('east', 'podmonitors'), 'shop/web')).toMatchObject({
      apiVersion: `${group}/v1`,
      kind: 'PodMonitor',
      spec: { podMetricsEndpoints: [{ port: 'b' }] },
    })
    east.store.delete({ group, resource: 'podmonitors', namespace: 'shop', name: 'web' })
    await until(async () => (await row('east', 'podmonitors', 'shop/web')) === undefined, {
      what: 'the row to be gone',
    })
    const gone = await stand.raw.zscore(`argus:{east/${group}/v1/podmonitors}:gone`, 'shop/web')
    expect(Number(gone)).toBeGreaterThan(made.seq)
  })

  test('follows a burst of changes to its end', async () => {
    for (let i = 0; i < 500; i += 1) {
      east.store.apply(custom('prometheusrules', `rule-${i % 40}`, { spec: { turn: i } }))
    }
    await until(
      async () => {
        const object = await stand.object(topic('east', 'prometheusrules'), 'shop/rule-19')
        const rows = await stand.rows(topic('east', 'prometheusrules'))
        return rows.size === 41 && JSON.stringify(object).includes('"turn":499')
      },
      { what: 'the last of 500 changes' },
    )
  })

  test('tells what a definition does not allow it to read, and goes live when it may', async () => {
    const resource = `${group}/alertmanagers`
    const refused = [
      east.forbid({ verb: 'list', resource }),
      east.forbid({ verb: 'watch', resource }),
    ]
    east.endWatches()
    const seen = await until(
      async () => {
        const meta = await stand.meta(topic('east', 'alertmanagers'))
        return meta['state'] === 'forbidden' ? meta : undefined
      },
      { what: 'the state forbidden' },
    )
    expect(seen['reason']).toContain('403')
    expect(await isLive('east', 'podmonitors')).toBe(true)
    for (const refusal of refused) refusal[Symbol.dispose]()
    await until(() => isLive('east', 'alertmanagers'), { what: 'alertmanagers to be live again' })
  })

  test('shows other columns when the definition is edited', async () => {
    const columns = [{ name: 'Selector', type: 'string', jsonPath: '.spec.selector' }]
    west.store.apply(custom('hostendpoints', 'node-1', { spec: { selector: 'all()' } }))
    west.store.defineCrd(definition('hostendpoints', columns))
    const record = await until(
      async () => {
        const found = await row('west', 'hostendpoints', '/node-1')
        return found?.row.cells[0] === 'all()' ? found : undefined
      },
      { what: 'a cell of the new column' },
    )
    expect(record.row.cells).not.toContain(record.row.created)
    const meta = await stand.meta(topic('west', 'hostendpoints'))
    expect(meta['columns']).toContain('"Selector"')
    await until(() => isLive('west', 'hostendpoints'), { what: 'the list to be whole' })
  })

  test('takes a resource from its readers when its definition goes, and shows it when that comes back', async () => {
    const crd = 'apiextensions.k8s.io'
    west.store.delete({
      group: crd,
      resource: 'customresourcedefinitions',
      name: 'ippools.crd.projectcalico.org',
    })
    await until(async () => (await stand.rows(topic('west', 'ippools'))).size === 0, {
      what: 'the rows to be gone',
    })
    const entry = `west/crd.projectcalico.org/ippools`
    await until(async () => !Object.hasOwn((await catalogEntry(entry)) as object, 'version'), {
      what: 'the directory to name no version',
    })
    const watch = async () =>
      (await stand.rows(watchesTopic('west'))).get('/crd.projectcalico.org.ippools')
    await until(async () => (await watch())?.row.cells[1] === 'absent', {
      what: 'the watch to say so',
    })

    west.store.defineCrd(definition('ippools'))
    west.store.apply(custom('ippools', 'second'))
    await until(
      async () => (await row('west', 'ippools', '/second')) && isLive('west', 'ippools'),
      {
        what: 'the row of the resource that is back',
      },
    )
  })

  test('follows the version that the cluster stores, when that becomes another', async () => {
    const v2 = { ...topic('west', 'podmonitors'), version: 'v2' }
    west.store.defineCrd(definition('podmonitors', undefined, 'v2'))
    await until(
      async () =>
        (await stand.rows(v2)).has('shop/first-podmonitors') &&
        (await stand.meta(v2))['state'] === 'live',
      { what: 'the rows of the new version' },
    )
    await until(
      async () =>
        (await stand.rows(topic('west', 'podmonitors'))).size === 0 &&
        (await state('west', 'podmonitors')) === 'absent',
      { what: 'the old version to be empty' },
    )
    expect(await catalogEntry(`west/${group}/podmonitors`)).toMatchObject({ version: 'v2' })
  })

  test('publishes what it knows of its clusters', async () => {
    const seen = await until(
      async () => {
        const found = (await stand.rows(clusterTopic('east'))).get('/east')
        return found?.row.cells[0] === 'live' ? found : undefined
      },
      { what: 'the row of the cluster' },
    )
    expect(seen.row.cells.slice(0, 3)).toEqual(['live', 'v1.36.3', 8])
    expect(seen.row.health).toBe('Current')
    const watches = await stand.rows(watchesTopic('east'))
    const monitors = await until(
      async () => {
        const found = (await stand.rows(watchesTopic('east'))).get(`/${group}.servicemonitors`)
        return found?.row.cells[3] === 1 ? found : undefined
      },
      { what: 'the number of objects' },
    )
    expect(monitors.row.cells.slice(0, 2)).toEqual(['ServiceMonitor', 'live'])
    expect(monitors.row.cells.at(-1)).toBe('one')
    expect(watches.size).toBeGreaterThanOrEqual(8)
  })

  test('W-08 publishes that its account may do everything, in the object of the cluster and not in its row', async () => {
    const published = await until(
      async () => {
        const text = JSON.stringify(await stand.object(clusterTopic('east'), '/east'))
        return text?.includes('findings') ? text : undefined
      },
      { what: 'the findings' },
    )
    expect(JSON.parse(published)).toMatchObject({
      findings: [{ type: 'cluster_admin', advice: expect.stringContaining('get, list and watch') }],
    })
    const row = (await stand.rows(clusterTopic('east'))).get('/east')
    expect(JSON.stringify(row)).not.toContain('cluster_admin')
  })

  test('says since when a cluster does not answer, and has it right when it is back', async () => {
    const down = west.arm({ effect: { type: 'reset' } })
    west.disconnect()
    const cluster = async () => (await stand.rows(clusterTopic('west'))).get('/west')
    await until(async () => (await cluster())?.row.health === 'Failed', { what: 'the outage' })
    expect((await stand.meta(topic('west', 'servicemonitors')))['since']).toMatch(/^\d+$/)
    expect((await stand.rows(topic('west', 'servicemonitors'))).size).toBe(1)
    west.store.apply(custom('servicemonitors', 'meanwhile'))
    west.store.delete({
      group,
      resource: 'servicemonitors',
      namespace: 'shop',
      name: 'first-servicemonitors',
    })
    down[Symbol.dispose]()
    await until(
      async () =>
        [...(await stand.rows(topic('west', 'servicemonitors'))).keys()].join() ===
        'shop/meanwhile',
      { what: 'what changed during the outage', timeoutMs: 20_000 },
    )
    await until(async () => (await cluster())?.row.health === 'Current', {
      what: 'its end',
      timeoutMs: 20_000,
    })
  })
})
