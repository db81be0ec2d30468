import { randomBytes } from 'node:crypto'

import { clusterTopic } from '@argus/contracts/internal-topic'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { clusterAdministrator, reader } from '../auth-service.ts'
import { custom } from '../custom-resources.ts'
import { startStand, type Stand } from '../stand.ts'
import { connectionTo, registryClient, type RegistryClient } from './registry-client.ts'

let stand: Stand
beforeAll(async () => {
  stand = await startStand()
})
afterAll(async () => stand[Symbol.asyncDispose]())

const rowsOf = (cluster: string) =>
  stand.rows({
    cluster,
    group: 'monitoring.coreos.com',
    version: 'v1',
    resource: 'servicemonitors',
  })
const follows = (cluster: string, key: string) =>
  until(async () => (await rowsOf(cluster)).has(key), { what: `${key} of ${cluster}` })
const rowOf = async (cluster: string) =>
  (await stand.rows(clusterTopic(cluster))).get(`/${cluster}`)?.row

function administrator(url: string): RegistryClient {
  const grants = [reader(null), clusterAdministrator()]
  return registryClient(url, stand.auth.logIn(grants, { provedAgo: 0 }).token)
}

test('W-05 without its key a watcher follows all other clusters, says why not this one, and takes its connection anew', async () => {
  const [east, west] = [await stand.addCluster('east'), await stand.addCluster('west')]
  for (const { store } of [east, west]) store.apply(custom('servicemonitors', 'web'))
  await stand.follow(west)
  {
    await using watcher = await stand.start('before')
    const body = { id: 'east', connection: connectionTo(east) }
    expect(await administrator(watcher.url).call('POST', '', body)).toMatchObject({ status: 201 })
    await follows('east', 'shop/web')
    await follows('west', 'shop/web')
  }

  await using watcher = await stand.start('after', { keyEncryptionKey: randomBytes(32) })
  const admin = administrator(watcher.url)
  for (const { store } of [east, west]) store.apply(custom('servicemonitors', 'late'))
  await follows('west', 'shop/late')
  await until(async () => (await admin.get('east')).state === 'unreachable', {
    what: 'the cluster to be unreachable',
  })
  expect((await admin.get('west')).state).toBe('live')
  await until(async () => (await rowOf('east'))?.reason?.includes('does not open'), {
    what: 'the reason',
  })
  // What was seen is there still.
  expect([...(await rowsOf('east')).keys()]).toEqual(['shop/web'])

  const { version, name, labels } = await admin.get('east')
  const renewed = { version, name, labels, connection: connectionTo(east) }
  expect(await admin.call('PUT', '/east', renewed)).toMatchObject({ status: 200 })
  await follows('east', 'shop/late')
}, 30_000)
