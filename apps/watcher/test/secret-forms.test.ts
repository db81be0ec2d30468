import type { FakeApiServer } from '@argus/fake-api-server/server'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { monitorRedis, wholeRedis } from './redis-traffic.ts'
import { startStand, type Stand } from './stand.ts'

const CANARY = 'canary-5be21f'
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

let stand: Stand
let clusters: readonly FakeApiServer[]

beforeAll(async () => {
  stand = await startStand()
  clusters = [
    await stand.addCluster('streams', { empty: true }),
    await stand.addCluster('pages', { empty: true, watchList: false }),
  ]
  // Lists in pages that are not to be had give way to streaming ones.
  clusters[0]?.arm({
    verb: 'list',
    resource: '/secrets',
    times: 1,
    effect: { type: 'status', code: 410, reason: 'Expired' },
  })
  for (const cluster of clusters) cluster.store.apply(secret('keys', 'first'))
  await stand.follow(...clusters)
})
afterAll(async () => stand[Symbol.asyncDispose]())

const secret = (name: string, turn: string) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  type: 'Opaque',
  metadata: {
    name,
    namespace: 'shop',
    labels: { turn },
    annotations: {
      [LAST_APPLIED]: JSON.stringify({ data: { key: CANARY } }),
      'example.org/token': CANARY,
    },
  },
  data: { key: Buffer.from(CANARY).toString('base64') },
  stringData: { key: CANARY },
})
const ref = (cluster: string) => ({ cluster, group: 'core', resource: 'secrets' })
const topic = (cluster: string) => ({ ...ref(cluster), version: 'v1' })
const unserved = (cluster: string) => ({ ...ref(cluster), version: 'unserved' })
const ofSecrets = ({ requests, forms }: FakeApiServer) =>
  requests.flatMap((request, at) =>
    request.includes('/secrets') ? [{ request, form: forms[at] ?? '' }] : [],
  )

test('W-10 Secrets are not asked for at all unless the operator says so, and readers are told why', async () => {
  await using _watcher = await stand.start('one')
  for (const { name } of clusters) await stand.want(ref(name))
  for (const { name } of clusters) {
    const state = await until(
      async () => {
        const { state: now, reason } = await stand.meta(unserved(name))
        return now === 'forbidden' ? reason : undefined
      },
      { what: 'the refusal' },
    )
    expect(state).toContain('ARGUS_SECRETS=metadata')
  }
  for (const cluster of clusters) expect(ofSecrets(cluster)).toEqual([])
})

test('W-10 a full Secret is never asked for, by list, by watch-list or by watch', async () => {
  const monitor = await monitorRedis(stand.redis.port)
  await stand.start('two', { secrets: 'metadata' })
  const turns = async (turn: string) => {
    for (const { name } of clusters)
      await until(
        async () => (await stand.rows(topic(name))).get('shop/keys')?.labels['turn'] === turn,
        { what: `the ${turn} turn of the Secret in ${name}` },
      )
  }
  for (const { name } of clusters) await stand.want(ref(name))
  await turns('first')
  for (const cluster of clusters) cluster.store.apply(secret('keys', 'second'))
  await turns('second')
  for (const cluster of clusters) cluster.endWatches()
  for (const cluster of clusters) cluster.store.apply(secret('keys', 'third'))
  await turns('third')

  const object = await stand.object(topic('pages'), 'shop/keys')
  expect(object).toMatchObject({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'keys' } })
  expect(Object.keys(object ?? {}).toSorted()).toEqual(['apiVersion', 'kind', 'metadata'])
  const asked = clusters.flatMap(ofSecrets)
  for (const { request, form } of asked)
    expect([request, form]).toEqual([
      request,
      expect.stringMatching(
        /^application\/json;as=PartialObjectMetadata(List)?;g=meta\.k8s\.io;v=v1$/,
      ),
    ])
  for (const how of ['limit=', 'sendInitialEvents=true', '&resourceVersion=']) {
    const found = asked.some(({ request }) => request.includes(how))
    expect([how, found]).toEqual([how, true])
  }
  const everything = monitor.seen() + (await wholeRedis(stand))
  monitor.close()
  expect(everything).toContain('shop/keys')
  expect(everything).not.toContain(CANARY)
  expect(everything).not.toContain(Buffer.from(CANARY).toString('base64'))
})
