import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { clusterAdministrator, reader } from '../auth-service.ts'
import { startStand, type Stand } from '../stand.ts'
import { connectionTo, registryClient } from './registry-client.ts'

let stand: Stand
beforeAll(async () => {
  stand = await startStand()
  await stand.follow(await stand.addCluster('west', { empty: true }))
})
afterAll(async () => stand[Symbol.asyncDispose]())

test('A-08 history has the address that a trusted proxy tells, and believes nobody else', async () => {
  const server = await stand.addCluster('east', { empty: true })
  await using behind = await stand.start('behind', { trustedProxies: ['127.0.0.1'] })
  await using direct = await stand.start('direct')
  const { token } = stand.auth.logIn([reader(null), clusterAdministrator()], { provedAgo: 0 })
  const makeAndForget = async (at: string, id: string): Promise<void> => {
    const there = registryClient(at, token)
    await there.call('POST', '', { id, connection: connectionTo(server) })
    await until(async () => (await there.call('GET', `/${id}`)).status === 200, { what: id })
    const { version } = await there.get(id)
    const headers = {
      authorization: `Bearer ${token}`,
      'x-forwarded-for': '198.51.100.7, 203.0.113.1',
    }
    const url = `${at}/api/clusters/${id}?version=${version}`
    expect((await fetch(url, { method: 'DELETE', headers })).status).toBe(204)
  }
  await makeAndForget(behind.url, 'behind')
  await makeAndForget(direct.url, 'direct')
  const rows = await stand.database.query(
    `SELECT target, host(ip) AS ip FROM auth.audit_log WHERE action = 'cluster.deleted' ORDER BY id`,
  )
  expect(rows).toEqual([
    { target: 'behind', ip: '203.0.113.1' },
    { target: 'direct', ip: '127.0.0.1' },
  ])
})
