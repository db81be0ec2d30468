import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { custom } from './custom-resources.ts'
import { monitorRedis, wholeRedis } from './redis-traffic.ts'
import { startStand, type Stand } from './stand.ts'

const CANARY = 'canary-3f9d1c'
const topic = {
  cluster: 'prod',
  group: 'monitoring.coreos.com',
  version: 'v1',
  resource: 'alertmanagers',
}

/** An object with a secret in every place that a watcher has to know of. */
const carrier = (turn: number) =>
  custom('alertmanagers', 'main', {
    metadata: {
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration': `{"spec":{"token":"${CANARY}-applied"}}`,
        'example.org/api-token': `${CANARY}-annotation`,
      },
      managedFields: [
        {
          manager: `${CANARY}-manager`,
          operation: 'Update',
          fieldsType: 'FieldsV1',
          fieldsV1: { 'f:spec': { [`f:${CANARY}-field`]: {} } },
        },
      ],
    },
    spec: {
      turn,
      containers: [
        {
          name: 'main',
          env: [{ name: 'DATABASE_PASSWORD', value: `${CANARY}-env` }],
          args: [`--auth-token=${CANARY}-arg`],
        },
      ],
      externalUrl: `https://user:${CANARY}-userinfo@example.org/`,
    },
    status: {
      conditions: [
        {
          type: 'Ready',
          status: 'False',
          reason: 'Broken',
          message: `dial failed: password=${CANARY}-condition`,
        },
      ],
    },
  })

/** What of the cluster itself holds secrets, or may: followed because somebody asks for it. */
const others = (turn: number): readonly object[] => {
  const metadata = {
    name: 'keys',
    namespace: 'shop',
    labels: { turn: String(turn) },
    annotations: {
      'kubectl.kubernetes.io/last-applied-configuration': `{"data":{"key":"${CANARY}-broken`,
      'vault.hashicorp.com/agent-inject-token': `${CANARY}-vault`,
    },
  }
  const inBase64 = Buffer.from(CANARY).toString('base64')
  const env = [{ name: 'API_KEY', value: `${CANARY}-env` }]
  return [
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata,
      data: { a: inBase64 },
      stringData: { a: CANARY },
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'helm.sh/release.v1',
      metadata: { ...metadata, name: 'sh.helm.release.v1.web.v1' },
      data: { release: inBase64 },
    },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: CANARY } },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata,
      spec: { containers: [{ name: 'a', env, command: ['run', '--token', CANARY] }] },
      status: { message: `GET https://u:${CANARY}@host: refused` },
    },
  ]
}

const inCore = (resource: string) => ({ cluster: 'prod', group: 'core', version: 'v1', resource })

let stand: Stand
beforeAll(async () => {
  stand = await startStand()
})
afterAll(async () => stand[Symbol.asyncDispose]())

test('W-09 no secret of an object reaches Redis, the log, the metrics or the database', async () => {
  const cluster = await stand.addCluster('prod')
  cluster.store.apply(carrier(0))
  for (const object of others(0)) cluster.store.apply(object)
  // What an API server says in its own words may quote anything.
  using _ = cluster.arm({
    verb: 'watch',
    resource: '/nodes',
    effect: { type: 'status', code: 500, reason: 'InternalError', message: `${CANARY}-words` },
  })
  await stand.follow(cluster)
  const monitor = await monitorRedis(stand.redis.port)
  const watcher = stand.spawnLogged('one', { secrets: 'metadata' })
  const resources = ['secrets', 'configmaps', 'pods', 'nodes']
  for (const resource of resources) await stand.want(inCore(resource))
  await until(async () => (await stand.rows(topic)).size === 1, { what: 'the object' })
  for (const resource of ['secrets', 'configmaps', 'pods'])
    await until(async () => (await stand.rows(inCore(resource))).size > 0, { what: resource })
  for (const object of [carrier(1), ...others(1)]) cluster.store.apply(object)
  await until(
    async () => JSON.stringify(await stand.object(topic, 'shop/main')).includes('"turn":1'),
    { what: 'its change' },
  )
  for (const resource of ['secrets', 'configmaps', 'pods'])
    await until(
      async () => (await stand.rows(inCore(resource))).get('shop/keys')?.labels['turn'] === '1',
      { what: `the change of ${resource}` },
    )
  await until(async () => (await stand.meta(inCore('nodes')))['reason']?.includes('500'), {
    what: 'the words of the API server',
  })

  const url = /"url":"(http:[^"]+)"/.exec(watcher.output())?.[1]
  const metrics = await (await fetch(`${url}/metrics`)).text()
  expect(metrics).toMatch(/argus_watcher_changes_published_total\{[^}]*\} [1-9]/)
  const database = await wholeDatabase()
  const everything = [await wholeRedis(stand), monitor.seen(), watcher.output(), metrics, database]
  monitor.close()
  expect(monitor.seen()).toContain('shop/main')
  expect(watcher.output()).toContain('following a cluster')
  expect(database).toContain('schema_info')
  for (const exit of everything) {
    expect(exit).not.toContain(CANARY)
    expect(exit).not.toContain(Buffer.from(CANARY).toString('base64'))
  }
  const object = await stand.object(topic, 'shop/main')
  expect(object).not.toHaveProperty('metadata.managedFields')
  expect(JSON.stringify(object)).not.toContain('last-applied')
})

/** Every row of every table. */
async function wholeDatabase(): Promise<string> {
  const tables = await stand.database.query(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_schema NOT IN ('pg_catalog', 'information_schema')`,
  )
  const rows = tables.map(async (table) => {
    const name = String(table['name'])
    const found = await stand.database.query(`SELECT row_to_json(t)::text AS row FROM ${name} t`)
    return `${name} ${JSON.stringify(found)}`
  })
  return (await Promise.all(rows)).join('\n')
}
