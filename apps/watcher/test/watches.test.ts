import { watchesAnswerSchema, type WatchesAnswer } from '@argus/contracts/http/watches'
import type { FakeApiServer } from '@argus/fake-api-server/server'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

import { reader } from './auth-service.ts'
import { custom, RESOURCES } from './custom-resources.ts'
import { startStand, type Stand } from './stand.ts'

type Watch = WatchesAnswer['watches'][number]

let stand: Stand
let east: FakeApiServer
let url: string
let token: string

beforeAll(async () => {
  stand = await startStand()
  east = await stand.addCluster('east')
  east.store.apply(custom('servicemonitors', 'one'))
  await stand.follow(east, await stand.addCluster('west', { empty: true }))
  url = (await stand.start()).url
  token = stand.auth.logIn([reader(null)]).token
  await until(async () => (await watch('east', 'servicemonitors'))?.objects === 1, {
    what: 'the object to be counted',
  })
})
afterAll(async () => stand[Symbol.asyncDispose]())

async function call(cluster: string, as = token): Promise<{ status: number; body: unknown }> {
  const headers = { authorization: `Bearer ${as}` }
  const response = await fetch(`${url}/api/clusters/${cluster}/watches`, { headers })
  return { status: response.status, body: await response.json() }
}

async function watches(cluster: string, as = token): Promise<readonly Watch[]> {
  return watchesAnswerSchema.parse((await call(cluster, as)).body).watches
}

const watch = async (cluster: string, resource: string): Promise<Watch | undefined> =>
  (await watches(cluster)).find((one) => one.resource === resource)

describe('GET /api/clusters/{id}/watches', () => {
  test('tells of each followed resource how it stands, since when, and by which replica', async () => {
    expect(await watch('east', 'servicemonitors')).toMatchObject({
      group: 'monitoring.coreos.com',
      kind: 'ServiceMonitor',
      plugin: 'prometheus',
      version: 'v1',
      state: 'live',
      objects: 1,
      relists: 0,
      replica: 'one',
    })
    const all = await watches('east')
    expect(all.map(({ resource }) => resource)).toEqual(
      expect.arrayContaining(RESOURCES.map(({ resource }) => resource)),
    )
  })

  test('says why one is not live, and what may be done about it', async () => {
    using _ = east.forbid({ resource: 'monitoring.coreos.com/servicemonitors' })
    east.endWatches()
    const forbidden = await until(
      async () => {
        const found = await watch('east', 'servicemonitors')
        return found?.state === 'forbidden' ? found : undefined
      },
      { what: 'the refusal' },
    )
    expect(forbidden.reason).not.toBe('')
    expect(forbidden.advice).toContain('list and watch servicemonitors.monitoring.coreos.com')
    const absent = await until(
      async () => {
        const found = await watch('west', 'servicemonitors')
        return found?.state === 'absent' ? found : undefined
      },
      { what: 'the absence' },
    )
    expect(absent).toMatchObject({
      reason: 'the cluster does not serve this resource',
      advice: expect.stringContaining('install'),
    })
  })

  test('tells a reader only of kinds that may be listed somewhere in the cluster', async () => {
    const permissions = [
      { apiGroup: 'monitoring.coreos.com', resource: 'podmonitors', verb: 'list' as const },
    ]
    const grant = { role: 'some', cluster: 'east', namespace: 'shop', permissions }
    const some = stand.auth.logIn([grant])
    expect((await watches('east', some.token)).map(({ resource }) => resource)).toEqual([
      'podmonitors',
    ])
  })

  test('answers alike for a cluster that there is none of and for one nothing may be seen of', async () => {
    const bound = stand.auth.logIn([reader('west')])
    const hidden = await call('east', bound.token)
    expect(hidden).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect(await call('nowhere', bound.token)).toEqual(hidden)
    expect((await call('west', stand.auth.logIn([]).token)).status).toBe(404)
  })
})

describe('the metrics', () => {
  test('tell of every resource of every cluster how it stands', async () => {
    const metrics = await until(
      async () => {
        const text = await (await fetch(`${url}/metrics`)).text()
        return text.includes('argus_watcher_cluster_state{cluster="east",state="live"') ? text : ''
      },
      { what: 'the state of the cluster' },
    )
    const labels = 'cluster="east",resource="podmonitors.monitoring.coreos.com"'
    expect(metrics).toContain(
      `argus_watcher_topic_state{${labels},state="live",service="watcher"} 1`,
    )
    expect(metrics).toContain(`argus_watcher_topic_objects{${labels},service="watcher"} 0`)
    expect(metrics).toContain('resource="podmonitors.monitoring.coreos.com",state="absent"')
    expect(metrics).toMatch(/argus_watcher_topic_bytes_total\{.*servicemonitors.*\} [1-9]/)
    expect(metrics).toMatch(
      /argus_watcher_topic_publish_seconds_count\{.*servicemonitors.*\} [1-9]/,
    )
  })
})
