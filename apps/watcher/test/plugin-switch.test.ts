import { pluginsAnswerSchema } from '@argus/contracts/plugin-manifest'
import type { FakeApiServer } from '@argus/fake-api-server/server'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

import { pluginOperator, reader } from './auth-service.ts'
import { custom } from './custom-resources.ts'
import { startStand, type Stand } from './stand.ts'

const topic = (cluster: string) => ({
  cluster,
  group: 'monitoring.coreos.com',
  version: 'v1',
  resource: 'servicemonitors',
})

let stand: Stand
let url: string

beforeAll(async () => {
  stand = await startStand()
  const clusters: FakeApiServer[] = [await stand.addCluster('east'), await stand.addCluster('west')]
  for (const { store } of clusters) store.apply(custom('servicemonitors', 'one'))
  await stand.follow(...clusters)
  url = (await stand.start()).url
  for (const cluster of ['east', 'west']) await followed(cluster)
})
afterAll(async () => stand[Symbol.asyncDispose]())

const rows = async (cluster: string) => (await stand.rows(topic(cluster))).size
const followed = (cluster: string) =>
  until(async () => (await rows(cluster)) === 1, { what: `the object of ${cluster}` })

type Grants = Parameters<Stand['auth']['logIn']>[0]
const operator: Grants = [reader(null), pluginOperator()]

interface Call {
  readonly method: 'GET' | 'PUT'
  readonly path: string
  readonly body?: object
}

async function call(grants: Grants, { method, path, body }: Call) {
  const { token } = stand.auth.logIn(grants)
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const response = await fetch(`${url}${path}`, { method, headers, ...sent })
  return { status: response.status, body: await response.json() }
}

const turn = (enabled: boolean, { grants = operator, path = 'east/plugins/prometheus' } = {}) =>
  call(grants, { method: 'PUT', path: `/api/clusters/${path}`, body: { enabled } })

const history = () =>
  stand.database.query(
    `SELECT action, target, details FROM auth.audit_log WHERE action <> 'cluster.denied' ORDER BY id`,
  )

const enabledOn = async () => {
  const { plugins } = pluginsAnswerSchema.parse(
    (await call(operator, { method: 'GET', path: '/api/plugins' })).body,
  )
  const found = plugins.find(({ id }) => id === 'prometheus')?.clusters ?? []
  return Object.fromEntries(found.map(({ id, enabled }) => [id, enabled]))
}

describe('PUT /api/clusters/{id}/plugins/{plugin}', () => {
  test('I6 takes the kinds of a plugin from the readers of one cluster, and brings them back, with a row of history each', async () => {
    expect(await turn(false)).toEqual({ status: 200, body: { enabled: false } })
    await until(async () => (await rows('east')) === 0, { what: 'the rows to be gone' })
    const entry = 'east/monitoring.coreos.com/servicemonitors'
    await until(async () => (await stand.raw.hget('argus:catalog', entry)) === null, {
      what: 'the directory to know nothing of it',
    })
    expect(await enabledOn()).toEqual({ east: false, west: true })
    expect(await rows('west')).toBe(1)

    await turn(false) // It is so already: nothing happens, and nothing is written.
    expect(await turn(true)).toEqual({ status: 200, body: { enabled: true } })
    await followed('east')
    const switched = (from: boolean, to: boolean) => ({
      action: 'cluster.plugin_switched',
      target: 'east',
      details: { plugin: 'prometheus', enabled: { from, to } },
    })
    expect(await history()).toEqual([switched(true, false), switched(false, true)])
  })

  test('is heard by every replica, and kept over a restart', async () => {
    await turn(false, { path: 'west/plugins/prometheus' })
    await until(async () => (await rows('west')) === 0, { what: 'the rows to be gone' })
    const second = await stand.start('two')
    const { token } = stand.auth.logIn(operator)
    const answer = await fetch(`${second.url}/api/plugins`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const { plugins } = pluginsAnswerSchema.parse(await answer.json())
    const prometheus = plugins.find(({ id }) => id === 'prometheus')
    expect(prometheus?.clusters.find(({ id }) => id === 'west')?.enabled).toBe(false)
    await turn(true, { path: 'west/plugins/prometheus' })
    await followed('west')
  })

  test.each([
    ['without the right', [reader(null)], 'east/plugins/prometheus', 403],
    [
      'with the right to another cluster',
      [reader(null), pluginOperator('west')],
      'east/plugins/prometheus',
      403,
    ],
    [
      'where nothing of the cluster may be known',
      [pluginOperator('west')],
      'east/plugins/prometheus',
      404,
    ],
    ['for a cluster that there is none of', operator, 'nowhere/plugins/prometheus', 404],
    ['for a plugin that there is none of', operator, 'east/plugins/nothing', 404],
  ])('is refused %s', async (...[, grants, path, status]) => {
    const before = await history()
    expect((await turn(false, { grants, path })).status).toBe(status)
    expect(await history()).toEqual(before)
  })
})
