import { randomBytes } from 'node:crypto'

import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { clusterAdministrator, reader } from '../auth-service.ts'
import { custom } from '../custom-resources.ts'
import { monitorRedis, wholeRedis } from '../redis-traffic.ts'
import { startStand, type Stand } from '../stand.ts'
import { connectionTo, registryClient } from './registry-client.ts'

const topic = {
  cluster: 'prod',
  group: 'monitoring.coreos.com',
  version: 'v1',
  resource: 'servicemonitors',
}

let stand: Stand
beforeAll(async () => {
  stand = await startStand()
  await stand.follow(await stand.addCluster('west', { empty: true }))
})
afterAll(async () => stand[Symbol.asyncDispose]())

test('W-06 no credential is in an answer, an error, the log, the metrics, history, the database or Redis, whatever goes wrong', async () => {
  const server = await stand.addCluster('prod')
  server.store.apply(custom('servicemonitors', 'web'))
  const monitor = await monitorRedis(stand.redis.port)
  const watcher = stand.spawnLogged('one')
  const url = await until(() => /"url":"(http:[^"]+)"/.exec(watcher.output())?.[1], {
    what: 'the watcher',
  })
  const grants = [reader(null), clusterAdministrator()]
  const admin = registryClient(url, stand.auth.logIn(grants, { provedAgo: 0 }).token)
  const late = registryClient(url, stand.auth.logIn(grants, { provedAgo: 400_000 }).token)
  const canary = `canary-${randomBytes(12).toString('hex')}`
  const key = `-----BEGIN PRIVATE KEY-----\n${canary}\n-----END PRIVATE KEY-----`
  const address = { server: server.url, certificateAuthority: server.caData }
  // The token is a canary too: it opens the simulated cluster, so it is known to have been used.
  const secrets = [server.token, canary]
  const answers: string[] = []
  const call: typeof admin.call = async (...sent) => {
    const answer = await admin.call(...sent)
    answers.push(answer.text)
    return answer
  }

  expect((await call('POST', '', { id: 'prod', connection: connectionTo(server) })).status).toBe(
    201,
  )
  await until(async () => (await stand.rows(topic)).size === 1, { what: 'an object of it' })
  for (const connection of [
    { ...address, token: `${canary} with a space` },
    { ...address, clientCertificate: server.caData, clientKey: key },
    { ...address, clientKey: key },
    { ...address, token: canary, clientCertificate: server.caData, clientKey: key },
    { ...address, password: canary },
    { server: `https://admin:${canary}@10.0.0.1` },
    { server: `https://10.0.0.1/?token=${canary}` },
    { ...address, token: canary.repeat(5_000) },
  ])
    expect((await call('POST', '', { id: 'more', connection })).status).toBeGreaterThanOrEqual(400)
  expect(
    (await call('POST', '', { id: 'prod', connection: { ...address, token: canary } })).status,
  ).toBe(409)
  const refused = await late.call('POST', '', {
    id: 'late',
    connection: { ...address, token: canary },
  })
  answers.push(refused.text)
  const broken = await fetch(`${url}/api/clusters`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${stand.auth.logIn(grants, { provedAgo: 0 }).token}`,
      'content-type': 'application/json',
    },
    body: `{"id":"x","connection":{"token":"${canary}`,
  })
  expect(broken.status).toBe(400)
  answers.push(await broken.text())
  // One that the cluster does not take: what it says of it is told.
  const { version } = await admin.get('prod')
  const change = { version, name: 'Prod', labels: {}, connection: { ...address, token: canary } }
  expect((await call('PUT', '/prod', change)).status).toBe(200)
  const stateOf = async () => (await admin.list()).find(({ id }) => id === 'prod')?.state
  await until(async () => !['live', 'syncing'].includes((await stateOf()) ?? ''), {
    what: 'the refusal of the cluster',
  })
  const stored = await wholeStore(stand)
  await stand.database.query(`UPDATE fleet.clusters SET credentials_sealed = '\\x02'`)
  await stand.database.query(`UPDATE fleet.registry SET version = version + 1`)
  await until(() => watcher.output().includes('does not open'), { what: 'what does not open' })
  await call('GET', '/prod')
  await call('GET')
  await call('DELETE', `/prod?version=${(await admin.get('prod')).version}`)

  const exits = {
    answers: answers.join('\n'),
    log: watcher.output(),
    metrics: await (await fetch(`${url}/metrics`)).text(),
    database: stored + (await wholeStore(stand)),
    redis: await wholeRedis(stand),
    traffic: monitor.seen(),
  }
  monitor.close()
  for (const [exit, text] of Object.entries(exits)) {
    expect([exit, text.length > 200]).toEqual([exit, true])
    for (const secret of secrets)
      for (const spelled of [secret, Buffer.from(secret).toString('base64').slice(0, 24)])
        expect([exit, text.includes(spelled)]).toEqual([exit, false])
  }
  expect(exits.log).toContain('following a cluster')
  expect(exits.database).toContain('cluster.credential_changed')
}, 60_000)

/** The registered clusters and all of history. */
async function wholeStore({ database }: Stand): Promise<string> {
  const rows = await database.query(
    `SELECT row_to_json(audit_log)::text AS row FROM auth.audit_log
     UNION ALL SELECT row_to_json(clusters)::text FROM fleet.clusters
     UNION ALL SELECT encode(credentials_sealed, 'escape') FROM fleet.clusters`,
  )
  return JSON.stringify(rows)
}
