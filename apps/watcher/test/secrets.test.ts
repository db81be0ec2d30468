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

let stand: Stand
beforeAll(async () => {
  stand = await startStand()
})
afterAll(async () => stand[Symbol.asyncDispose]())

test('W-09, I5: no secret of an object reaches Redis, the log, or the metrics', async () => {
  const cluster = await stand.addCluster('prod')
  cluster.store.apply(carrier(0))
  // A Secret lies in the cluster too: nothing asks for it.
  cluster.store.apply({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'keys', namespace: 'shop' },
    data: { key: Buffer.from(CANARY).toString('base64') },
  })
  await stand.follow(cluster)
  const monitor = await monitorRedis(stand.redis.port)
  const watcher = stand.spawnLogged('one')
  await until(async () => (await stand.rows(topic)).size === 1, { what: 'the object' })
  cluster.store.apply(carrier(1))
  await until(
    async () => JSON.stringify(await stand.object(topic, 'shop/main')).includes('"turn":1'),
    { what: 'its change' },
  )

  const url = /"url":"(http:[^"]+)"/.exec(watcher.output())?.[1]
  const metrics = await (await fetch(`${url}/metrics`)).text()
  expect(metrics).toMatch(/argus_watcher_changes_published_total\{[^}]*\} [1-9]/)
  const everything = [await wholeRedis(stand), monitor.seen(), watcher.output(), metrics]
  monitor.close()
  expect(monitor.seen()).toContain('shop/main')
  expect(watcher.output()).toContain('following a cluster')
  for (const exit of everything) expect(exit).not.toContain(CANARY)
  expect(cluster.requests.some((request) => request.includes('secrets'))).toBe(false)
  const object = await stand.object(topic, 'shop/main')
  expect(object).not.toHaveProperty('metadata.managedFields')
  expect(JSON.stringify(object)).not.toContain('last-applied')
})
