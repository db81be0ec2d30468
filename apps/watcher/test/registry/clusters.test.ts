import { randomBytes } from 'node:crypto'

import { kubeconfigFor } from '@argus/fake-api-server/kubeconfig'
import type { FakeApiServer } from '@argus/fake-api-server/server'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

import { clusterAdministrator, reader } from '../auth-service.ts'
import { startStand, type Stand } from '../stand.ts'
import { connectionTo, registryClient, type RegistryClient } from './registry-client.ts'

let stand: Stand
let url: string
let server: FakeApiServer
let admin: RegistryClient

beforeAll(async () => {
  stand = await startStand()
  await stand.follow(await stand.addCluster('west', { empty: true }))
  server = await stand.addCluster('east', { empty: true })
  url = (await stand.start()).url
  admin = as([reader(null), clusterAdministrator()], 0)
})
afterAll(async () => stand[Symbol.asyncDispose]())

type Grants = Parameters<Stand['auth']['logIn']>[0]

function as(grants: Grants, provedAgo?: number): RegistryClient & { readonly userId: string } {
  const { token, userId } = stand.auth.logIn(grants, { provedAgo })
  return { ...registryClient(url, token), userId }
}

const body = (id: string) => ({ id, connection: connectionTo(server) })
const audited = () =>
  stand.database.query(
    `SELECT action, target, actor_email, outcome, host(ip) AS ip, request_id IS NOT NULL AS named, details
     FROM auth.audit_log WHERE outcome = 'ok' ORDER BY id`,
  )

describe('a registered cluster', () => {
  test('I6 is made, changed and forgotten, each with one row of history that holds no secret', async () => {
    const made = await admin.call('POST', '', { ...body('shop'), name: 'Shop', labels: { a: 'b' } })
    expect(made).toEqual({
      status: 201,
      text: expect.any(String),
      body: {
        id: 'shop',
        name: 'Shop',
        labels: { a: 'b' },
        source: 'registry',
        state: 'syncing',
        server: server.url,
        credential: 'token',
        version: expect.any(Number),
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
      },
    })
    const { version } = await admin.get('shop')
    const renamed = await admin.call('PUT', '/shop', { version, name: 'Shop 2', labels: {} })
    expect(renamed).toMatchObject({ status: 200, body: { name: 'Shop 2', credential: 'token' } })
    const { server: address, certificateAuthority } = connectionTo(server)
    const open = await admin.call('PUT', '/shop', {
      version: (await admin.get('shop')).version,
      name: 'Shop 2',
      labels: {},
      connection: { server: address, certificateAuthority },
    })
    expect(open).toMatchObject({ status: 200, body: { credential: 'none' } })
    const last = (await admin.get('shop')).version
    expect((await admin.call('DELETE', `/shop?version=${last}`)).status).toBe(204)
    expect((await admin.call('GET', '/shop')).status).toBe(404)

    const who = {
      target: 'shop',
      actor_email: 'reader@example.org',
      outcome: 'ok',
      ip: '127.0.0.1',
      named: true,
    }
    expect(await audited()).toEqual([
      {
        ...who,
        action: 'cluster.created',
        details: { name: 'Shop', labels: { a: 'b' }, server: server.url, credential: 'token' },
      },
      {
        ...who,
        action: 'cluster.changed',
        details: { name: { from: 'Shop', to: 'Shop 2' }, labels: { from: { a: 'b' }, to: {} } },
      },
      {
        ...who,
        action: 'cluster.credential_changed',
        details: { credential: { from: 'token', to: 'none' } },
      },
      {
        ...who,
        action: 'cluster.deleted',
        details: { name: 'Shop 2', labels: {}, server: server.url },
      },
    ])
    expect(await stand.database.query('SELECT * FROM fleet.clusters')).toEqual([])
  })

  test('is not changed by who has not seen its last change, and of two at once one wins', async () => {
    await admin.call('POST', '', body('twice'))
    const { version } = await admin.get('twice')
    const change = (name: string) => admin.call('PUT', '/twice', { version, name, labels: {} })
    const both = await Promise.all([change('one'), change('other')])
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 409]))
    expect(await admin.call('DELETE', `/twice?version=${version}`)).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    })
    expect(await admin.call('POST', '', body('twice'))).toMatchObject({ status: 409 })
  })

  test.each([
    ['no id', { connection: { server: 'https://10.0.0.1' } }, 'id'],
    ['an id that is none', { id: 'Not An Id', connection: { server: 'https://10.0.0.1' } }, 'id'],
    ['plain http', { id: 'x', connection: { server: 'http://10.0.0.1' } }, 'connection.server'],
    [
      'a user in the address',
      { id: 'x', connection: { server: 'https://u:p@10.0.0.1' } },
      'connection.server',
    ],
    [
      'a certificate that is none',
      {
        id: 'x',
        connection: {
          server: 'https://10.0.0.1',
          certificateAuthority: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
        },
      },
      'connection.certificateAuthority',
    ],
    [
      'a key without a certificate',
      {
        id: 'x',
        connection: { server: 'https://10.0.0.1', clientKey: '-----BEGIN PRIVATE KEY-----' },
      },
      'connection.clientKey',
    ],
    [
      'a token with a line end',
      { id: 'x', connection: { server: 'https://10.0.0.1', token: 'a\r\nHost: b' } },
      'connection.token',
    ],
    [
      'a label that is none',
      { id: 'x', labels: { 'a b': 'c' }, connection: { server: 'https://10.0.0.1' } },
      'labels',
    ],
    [
      'a field that there is none of',
      { id: 'x', proxy: 'http://p', connection: { server: 'https://10.0.0.1' } },
      'proxy',
    ],
  ])('is refused with %s, and the field is named', async (_, sent, field) => {
    const answer = await admin.call('POST', '', sent)
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
    expect(answer.text).toContain(field)
  })

  test('is refused where it is no JSON, in the words of auth', async () => {
    const { token } = stand.auth.logIn([clusterAdministrator()], { provedAgo: 0 })
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const answer = await fetch(`${url}/api/clusters`, { method: 'POST', headers, body: '{' })
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { error: 'invalid request body', code: 'invalid_request' },
    ])
  })
})

describe('a kubeconfig', () => {
  const post = (kubeconfig: string) => admin.call('POST', '', { id: 'pasted', kubeconfig })

  test('registers the cluster that it names, and nothing else of it is kept', async () => {
    const made = await post(kubeconfigFor([server]))
    expect(made).toMatchObject({ status: 201, body: { server: server.url, credential: 'token' } })
    const stateOf = async () => (await admin.list()).find(({ id }) => id === 'pasted')?.state
    await until(async () => (await stateOf()) === 'live', { what: 'the cluster' })
  })

  test('W-01 W-06 that would run something is refused: the field is named, no value is', async () => {
    const user = { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'the-command' } }
    const config: { users: object[] } = JSON.parse(kubeconfigFor([server]))
    config.users = [{ name: server.name, user }]
    const answer = await post(JSON.stringify(config))
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
    expect(answer.text).toContain('users[0].user.exec')
    expect(answer.text).not.toContain('the-command')
  })

  test('is not given beside a connection', async () => {
    const both = { ...body('both'), kubeconfig: kubeconfigFor([server]) }
    expect((await admin.call('POST', '', both)).status).toBe(400)
    expect((await admin.call('POST', '', { id: 'neither' })).status).toBe(400)
  })
})

describe('the clusters of the kubeconfig', () => {
  test('are shown with the others, and are not changed by calls', async () => {
    expect(await admin.list()).toContainEqual(
      expect.objectContaining({ id: 'west', source: 'kubeconfig' }),
    )
    expect(await admin.get('west')).toMatchObject({ credential: 'elsewhere', version: null })
    for (const [method, path, sent] of [
      ['POST', '', body('west')],
      ['PUT', '/west', { version: 1, name: 'mine', labels: {} }],
      ['DELETE', '/west?version=1', undefined],
    ] as const) {
      const answer = await admin.call(method, path, sent)
      expect(answer).toMatchObject({ status: 409, body: { code: 'conflict' } })
      expect(answer.text).toContain('comes from the kubeconfig file of the watcher')
    }
  })
})

test.each(['169.254.169.254', '[::ffff:169.254.169.254]', '0.0.0.0', '[fe80::1]'])(
  'W-03 a cluster at %s is not registered: no cluster is there',
  async (host) => {
    const connection = { server: `https://${host}` }
    const lured = await admin.call('POST', '', { id: 'inside', connection })
    expect(lured).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
    expect(lured.text).toContain('connection.server: ')
  },
)

describe('who may', () => {
  test('see a cluster for administration has the right there; others cannot tell it from none', async () => {
    const bound = as([clusterAdministrator('west')])
    expect((await bound.get('west')).id).toBe('west')
    const looking = as([reader('west')])
    expect((await looking.call('GET', '/west')).status).toBe(403)
    const elsewhere = as([reader('nowhere'), clusterAdministrator('nowhere')])
    const [hidden, unknown] = [
      await elsewhere.call('GET', '/west'),
      await elsewhere.call('GET', '/unknown'),
    ]
    expect(hidden.status).toBe(404)
    expect(hidden.text).toBe(unknown.text)
    expect((await elsewhere.call('POST', '', body('mine'))).status).toBe(403)
  })

  test('A-36 try what they may not do is history, a sample of it', async () => {
    const curious = as([reader('west')], 0)
    for (let times = 0; times < 12; times += 1) await curious.call('DELETE', '/west?version=1')
    await curious.call('POST', '', body('mine'))
    const denials = await stand.database.query(
      `SELECT outcome, target, cluster_id, details FROM auth.audit_log WHERE action = 'cluster.denied'
       AND actor_id = $1 ORDER BY id`,
      [curious.userId],
    )
    expect(denials).toHaveLength(10)
    expect(denials[0]).toEqual({
      outcome: 'refused',
      target: 'west',
      cluster_id: 'west',
      details: {
        asked: 'delete clusters',
        reason: 'this takes the right to delete clusters there; ask an administrator for it',
        leftOut: 0,
      },
    })
  })

  test('A-35 change a cluster has proved a moment ago who they are, and is no API key', async () => {
    const grants = [reader(null), clusterAdministrator()]
    expect(await as(grants, 301_000).call('POST', '', body('late'))).toMatchObject({
      status: 403,
      body: { code: 'step_up_required' },
    })
    expect(await as(grants).call('POST', '', body('late'))).toMatchObject({
      status: 403,
      body: { code: 'not_allowed' },
    })
    expect((await as(grants, 299_000).call('POST', '', body('late'))).status).toBe(201)
    expect((await as([reader(null)], 0).call('POST', '', body('later'))).status).toBe(403)
  })
})

test('W-05 a credential that was sealed under another key, moved to another cluster or beside another address is not used', async () => {
  for (const id of ['sound', 'moved', 'lured']) await admin.call('POST', '', body(id))
  await stand.database.query(
    `UPDATE fleet.clusters SET credentials_sealed = (SELECT credentials_sealed FROM fleet.clusters WHERE id = 'sound') WHERE id = 'moved'`,
  )
  await stand.database.query(
    `UPDATE fleet.clusters SET server_url = 'https://127.0.0.1:1' WHERE id = 'lured'`,
  )
  await stand.database.query('UPDATE fleet.registry SET version = version + 1')
  const stateOf = async (id: string) => (await admin.list()).find((one) => one.id === id)?.state
  await until(async () => (await stateOf('sound')) === 'live', { what: 'the sound one' })
  for (const id of ['moved', 'lured'])
    await until(async () => (await stateOf(id)) === 'unreachable', { what: `the ${id} one` })

  // A replica with another key starts, and reaches none of them; the kubeconfig's it does.
  const { url: strange } = await stand.start('two', { keyEncryptionKey: randomBytes(32) })
  const { token } = stand.auth.logIn([reader(null), clusterAdministrator()], { provedAgo: 0 })
  expect((await registryClient(strange, token).list()).map(({ id }) => id)).toContain('sound')
}, 60_000)
