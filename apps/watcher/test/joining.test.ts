import { clusterTopic } from '@argus/contracts/internal-topic'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { custom, definition } from './custom-resources.ts'
import { startStand, type Stand } from './stand.ts'

let stand: Stand
const topic = (cluster: string) => ({
  cluster,
  group: 'monitoring.coreos.com',
  version: 'v1',
  resource: 'servicemonitors',
})

beforeAll(async () => {
  stand = await startStand()
})
afterAll(async () => stand[Symbol.asyncDispose]())

test('clusters join and leave with the kubeconfig, and a definition that comes later is followed', async () => {
  const [first, second] = [
    await stand.addCluster('first'),
    await stand.addCluster('second', { empty: true }),
  ]
  first.store.apply(custom('servicemonitors', 'web'))
  await stand.follow(first)
  await stand.start()
  await until(async () => (await stand.rows(topic('first'))).size === 1, {
    what: 'the first cluster',
  })

  await stand.follow(first, second)
  const joined = await until(
    async () => (await stand.rows(clusterTopic('second'))).get('/second'),
    { what: 'the second cluster' },
  )
  await until(
    async () => {
      const cells = (await stand.rows(clusterTopic('second'))).get('/second')?.row.cells
      return cells?.[0] === 'live' && cells[2] === 0
    },
    { what: 'a cluster that has nothing to be live' },
  )
  expect(joined.key).toBe('/second')

  second.store.defineCrd(definition('servicemonitors'))
  second.store.apply(custom('servicemonitors', 'late'))
  await until(async () => (await stand.rows(topic('second'))).has('shop/late'), {
    what: 'the resource of a definition made after the start',
  })

  await stand.follow(second)
  await until(
    async () =>
      (await stand.raw.hkeys('argus:catalog')).every((field) => !field.startsWith('first')) &&
      (await stand.rows(topic('first'))).size === 0,
    { what: 'the first cluster to be gone' },
  )
  expect((await stand.rows(topic('second'))).size).toBe(1)
  expect(await stand.holder(topic('first'))).toBeNull()
})

test('a kubeconfig that cannot be read leaves the clusters as they were; one from the start is refused', async () => {
  const { writeFile } = await import('node:fs/promises')
  await writeFile(stand.kubeconfig, '{ broken')
  await expect(stand.start('two')).rejects.toThrow('kubeconfig')
  const again = await stand.addCluster('third')
  again.store.apply(custom('servicemonitors', 'web'))
  await stand.follow(again)
  await until(async () => (await stand.rows(topic('third'))).size === 1, {
    what: 'the third cluster',
  })
})
