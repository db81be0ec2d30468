import { INTERNAL_GROUP } from '@argus/contracts/topic'
import { kubeconfigFor } from '@argus/fake-api-server/kubeconfig'
import type { FakeApiServer } from '@argus/fake-api-server/server'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { ownerOf } from '../../src/topic/assignment.ts'
import { clusterAdministrator, reader } from '../auth-service.ts'
import { startStand, type Stand } from '../stand.ts'
import { connectionTo, registryClient, type RegistryClient } from './registry-client.ts'

let stand: Stand
let url: string
let west: FakeApiServer
let admin: RegistryClient

beforeAll(async () => {
  stand = await startStand()
  west = await stand.addCluster('west', { empty: true })
  await stand.follow(west)
  url = (await stand.start()).url
  admin = as([reader(null), clusterAdministrator()])
})
afterAll(async () => stand[Symbol.asyncDispose]())

const as = (grants: Parameters<Stand['auth']['logIn']>[0]) =>
  registryClient(url, stand.auth.logIn(grants).token)

test('W-08 a cluster that is followed is checked on demand, and too much power is a finding', async () => {
  expect(await admin.call('POST', '/west/check')).toMatchObject({
    status: 200,
    body: { type: 'ok', version: 'v1.36.3', findings: [{ type: 'cluster_admin' }] },
  })
  expect((await admin.call('POST', '/nowhere/check')).status).toBe(404)
})

test('W-08 too much power is told in the log by whoever speaks for a cluster, as soon as it is reached', async () => {
  const work = `west/${INTERNAL_GROUP}`
  const names = Array.from({ length: 20 }, (_, at) => `telling-${at}`)
  const teller = names.find((name) => ownerOf(work, ['one', name]) === name) ?? ''
  const watcher = stand.spawnLogged(teller)
  await until(() => /"findings":\["cluster_admin"\]/.test(watcher.output()), {
    what: 'the finding in the log',
    timeoutMs: 20_000,
  })
}, 30_000)

test('what is about to be registered is tried out, and nothing of it is kept', async () => {
  const connection = connectionTo(west)
  const good = await admin.call('POST', '/check', { connection })
  expect(good).toMatchObject({ status: 200, body: { type: 'ok' } })
  const pasted = await admin.call('POST', '/check', { kubeconfig: kubeconfigFor([west]) })
  expect(pasted).toMatchObject({ status: 200, body: { type: 'ok' } })
  const wrong = { ...connection, token: 'canary-token' }
  const refused = await admin.call('POST', '/check', { connection: wrong })
  expect(refused).toMatchObject({ status: 200, body: { type: 'unauthenticated' } })
  expect(refused.text).not.toContain('canary-token')
  expect((await admin.list()).map(({ id }) => id)).toEqual(['west'])
})

test('W-03 W-04 where it leads and who answers there is said, and no credential is shown to them', async () => {
  const other = await stand.addCluster('other', { empty: true })
  const stranger = { ...connectionTo(other), certificateAuthority: west.caData }
  const inside = { server: 'https://169.254.169.254', token: 'canary-token' }
  const told = async (connection: object) =>
    (await admin.call('POST', '/check', { connection })).body
  expect(await told(stranger)).toMatchObject({ type: 'wrong_authority' })
  expect(await told(inside)).toMatchObject({ type: 'address_refused' })
  expect(other.requests).toEqual([])
})

test('nobody checks who may not see or register clusters', async () => {
  const some = as([reader(null)])
  expect((await some.call('POST', '/west/check')).status).toBe(403)
  const connection = connectionTo(west)
  expect((await some.call('POST', '/check', { connection })).status).toBe(403)
})
