import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { clusterTopic } from '@argus/contracts/internal-topic'
import { until } from '@argus/testkit/until'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'

import { clusterAdministrator, reader } from './auth-service.ts'
import { argoSecret, clusterApiSecret, makeVolume, type Volume } from './cluster/mounted/volume.ts'
import { custom } from './custom-resources.ts'
import { registryClient } from './registry/registry-client.ts'
import { startStand, type Stand } from './stand.ts'

let stand: Stand
let volume: Volume
beforeAll(async () => {
  stand = await startStand()
})
afterAll(async () => stand[Symbol.asyncDispose]())
beforeEach(async () => {
  volume = await makeVolume()
})
afterEach(async () => volume[Symbol.asyncDispose]())

const topic = (cluster: string) => ({
  cluster,
  group: 'monitoring.coreos.com',
  version: 'v1',
  resource: 'servicemonitors',
})
const rowsOf = async (cluster: string) =>
  [...(await stand.rows(topic(cluster))).keys()].toSorted().join(' ')
const administrator = (url: string) =>
  registryClient(url, stand.auth.logIn([reader(null), clusterAdministrator()]).token)

test('W-13 clusters come and go with their Secrets, and a new credential serves without a restart', async () => {
  const [east, west] = [await stand.addCluster('east'), await stand.addCluster('west')]
  for (const { store } of [east, west]) store.apply(custom('servicemonitors', 'web'))
  await volume.project({ east: argoSecret('East', east) })
  await using watcher = await stand.start('secrets', {
    clusterSecrets: volume.path,
    kubeconfig: undefined,
  })
  const admin = administrator(watcher.url)
  await until(async () => (await rowsOf('east')) === 'shop/web', { what: 'the first cluster' })
  expect(await admin.get('east')).toMatchObject({ name: 'East', source: 'secret', version: null })

  const both = { east: argoSecret('East', east), 'west-kubeconfig': clusterApiSecret(west) }
  await volume.project(both)
  const ids = async () => (await admin.list()).map(({ id }) => id).join(' ')
  await until(async () => (await ids()) === 'east west', {
    what: 'a cluster that joins',
    timeoutMs: 2_000,
  })
  await until(async () => (await rowsOf('west')) === 'shop/web', { what: 'its rows' })

  const lists = east.requests.length
  const token = east.rotateToken()
  await volume.project({ ...both, east: argoSecret('East', { ...east, token }) })
  east.disconnect()
  east.store.apply(custom('servicemonitors', 'late'))
  await until(async () => (await rowsOf('east')) === 'shop/late shop/web', {
    what: 'a change under the new token',
  })
  expect(east.requests.length).toBeGreaterThan(lists)

  await volume.project({ 'west-kubeconfig': clusterApiSecret(west) })
  await until(async () => (await ids()) === 'west', {
    what: 'a cluster that leaves',
    timeoutMs: 2_000,
  })
  await until(() => east.connections === 0, { what: 'its informers to end' })
}, 30_000)

test('W-03 a Secret leads to no address where no cluster may be', async () => {
  const inside = await stand.addCluster('inside', { empty: true })
  await volume.mount('inside', argoSecret('Inside', inside))
  await using _watcher = await stand.start('strict', {
    clusterSecrets: volume.path,
    kubeconfig: undefined,
    addresses: { allowed: [], refused: [] },
  })
  const told = await until(
    async () => (await stand.rows(clusterTopic('inside'))).get('/inside')?.row,
    { what: 'the cluster' },
  )
  await until(
    async () =>
      (await stand.rows(clusterTopic('inside'))).get('/inside')?.row.cells[0] === 'unreachable',
    { what: 'the cluster to be unreachable' },
  )
  expect(told.cells).toBeDefined()
  const row = (await stand.rows(clusterTopic('inside'))).get('/inside')?.row
  expect(row?.reason).toContain('127.0.0.1 is an address of this machine itself')
  expect(inside.requests).toEqual([])
})

test('the cluster that the watcher runs in is followed as its service account', async () => {
  const home = await stand.addCluster('home')
  home.store.apply(custom('servicemonitors', 'web'))
  const folder = await mkdtemp(join(tmpdir(), 'argus-account-'))
  try {
    await writeFile(join(folder, 'ca.crt'), home.caData)
    await writeFile(join(folder, 'token'), home.token)
    await using watcher = await stand.start('inside', {
      kubeconfig: undefined,
      inCluster: { name: 'home', host: '127.0.0.1', port: home.port, folder },
      addresses: { allowed: [], refused: [] },
    })
    await until(async () => (await rowsOf('home')) === 'shop/web', { what: 'the rows' })
    expect(await administrator(watcher.url).get('home')).toMatchObject({ source: 'in-cluster' })
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('a folder of Secrets that is not there ends the start: half of the clusters is not all', async () => {
  const other = { clusterSecrets: join(volume.path, 'nowhere'), kubeconfig: undefined }
  await expect(stand.start('none', other)).rejects.toThrow('ENOENT')
})
