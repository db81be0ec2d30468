import { clusterTopic } from '@argus/contracts/internal-topic'
import type { FakeApiServer } from '@argus/fake-api-server/server'
import { startFaultProxy, type FaultProxy } from '@argus/testkit/fault-proxy'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { clusterAdministrator, reader } from '../auth-service.ts'
import { custom } from '../custom-resources.ts'
import { startStand, type Stand } from '../stand.ts'
import { connectionTo, registryClient, type RegistryClient } from './registry-client.ts'

/** From the answer of a call until every replica has done as it says. */
const FOLLOWED_MS = 2_000

let stand: Stand
let east: FakeApiServer
let other: FakeApiServer
let database: FaultProxy
let clients: readonly RegistryClient[]

const topic = {
  cluster: 'east',
  group: 'monitoring.coreos.com',
  version: 'v1',
  resource: 'servicemonitors',
}

beforeAll(async () => {
  stand = await startStand()
  await stand.follow(await stand.addCluster('west', { empty: true }))
  east = await stand.addCluster('east')
  other = await stand.addCluster('other')
  east.store.apply(custom('servicemonitors', 'in-east'))
  other.store.apply(custom('servicemonitors', 'in-other'))
  const url = new URL(stand.database.url)
  database = await startFaultProxy({ host: url.hostname, port: Number(url.port || 5432) })
  url.host = `127.0.0.1:${database.port}`
  const between = { databaseUrl: url.href }
  const watchers = [await stand.start('one', between), await stand.start('two', between)]
  const { token } = stand.auth.logIn([reader(null), clusterAdministrator()], { provedAgo: 0 })
  clients = watchers.map(({ url }) => registryClient(url, token))
  await until(async () => (await namesEverywhere()).every((names) => names.join() === 'west'), {
    what: 'both replicas to follow the kubeconfig',
  })
})
afterAll(async () => {
  await stand[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

const ofTopic = (request: string): boolean => request.includes('/servicemonitors')

const namesEverywhere = () =>
  Promise.all(clients.map(async (client) => (await client.list()).map(({ name }) => name)))

const within = { timeoutMs: FOLLOWED_MS }

async function followed(names: string, what: string): Promise<void> {
  await until(async () => (await namesEverywhere()).every((known) => known.join() === names), {
    what,
    ...within,
  })
}

test('a cluster added, changed and removed by one replica is followed by all of them within two seconds', async () => {
  const [one, two] = clients
  if (one === undefined || two === undefined) throw new Error('there are two')
  const made = await one.call('POST', '', {
    id: 'east',
    name: 'East',
    labels: { stage: 'test' },
    connection: connectionTo(east),
  })
  expect(made).toMatchObject({ status: 201, body: { id: 'east', credential: 'token' } })
  await followed('East,west', 'both replicas to know the cluster')
  await until(async () => (await stand.rows(topic)).has('shop/in-east'), {
    what: 'its objects',
  })
  await until(async () => (await two.get('east')).state === 'live', { what: 'it to be live' })
  expect((await stand.rows(clusterTopic('east'))).get('/east')?.labels).toEqual({ stage: 'test' })

  // Another name alone: nothing is listed again.
  const { version, labels } = await two.get('east')
  const asked = east.requests.filter(ofTopic)
  const renamed = await two.call('PUT', '/east', { version: version ?? 0, name: 'Orient', labels })
  expect(renamed.status).toBe(200)
  await followed('Orient,west', 'both replicas to know the name')
  expect(east.requests.filter(ofTopic)).toEqual(asked)

  // Reached in another way: the informers start anew.
  const moved = await one.call('PUT', '/east', {
    version: (await one.get('east')).version ?? 0,
    name: 'Orient',
    labels: {},
    connection: connectionTo(other),
  })
  expect(moved.status).toBe(200)
  await until(
    async () => {
      const rows = await stand.rows(topic)
      return rows.has('shop/in-other') && !rows.has('shop/in-east')
    },
    { what: 'the objects of the other server' },
  )
  await until(
    async () =>
      (await stand.rows(clusterTopic('east'))).get('/east')?.labels['stage'] === undefined,
    {
      what: 'the labels to be gone',
    },
  )

  const { version: last } = await two.get('east')
  expect((await two.call('DELETE', `/east?version=${last}`)).status).toBe(204)
  await followed('west', 'both replicas to know the cluster no more')
  await until(
    async () =>
      (await stand.rows(topic)).size === 0 &&
      !(await stand.raw.hkeys('argus:catalog')).some((field) => field.startsWith('east')),
    { what: 'everything of it to be gone', timeoutMs: 20_000 },
  )
  expect((await clients[0]?.list())?.map(({ id }) => id)).toEqual(['west'])
}, 60_000)

test('a cluster that answers nothing any more leaves as quickly, and holds up no other', async () => {
  const [one, two] = clients
  await using network = await startFaultProxy({ port: Number(new URL(east.url).port) })
  const connection = { ...connectionTo(east), server: `https://127.0.0.1:${network.port}` }
  await one?.call('POST', '', { id: 'stuck', connection })
  await until(async () => (await stand.rows({ ...topic, cluster: 'stuck' })).size > 0, {
    what: 'the cluster to be followed',
  })
  using _silent = network.blackHole()
  const version = (await one?.get('stuck'))?.version
  expect((await two?.call('DELETE', `/stuck?version=${version}`))?.status).toBe(204)
  await two?.call('POST', '', { id: 'next', connection: connectionTo(other) })
  await followed('next,west', 'the one to be gone and the next to be followed')
  await until(async () => (await stand.rows({ ...topic, cluster: 'next' })).size > 0, {
    what: 'the objects of the next',
  })
  const next = (await one?.get('next'))?.version
  await one?.call('DELETE', `/next?version=${next}`)
  await followed('west', 'both replicas to know the cluster no more')
}, 30_000)

test('while the database is away what is known is followed, nothing is changed, and a missed change is found afterwards', async () => {
  const [one, two] = clients
  await one?.call('POST', '', { id: 'kept', connection: connectionTo(east) })
  await followed('kept,west', 'both replicas to know the cluster')
  {
    using _away = database.refuse()
    database.reset()
    const refused = await two?.call('POST', '', { id: 'more', connection: connectionTo(east) })
    expect(refused).toMatchObject({ status: 503, body: { code: 'unavailable' } })
    expect((await two?.call('GET', '/kept'))?.status).toBe(503)
    // A change that no announcement tells of, made where no replica can look.
    await stand.database.query(`DELETE FROM fleet.clusters`)
    await stand.database.query(`UPDATE fleet.registry SET version = version + 1`)
    east.store.apply(custom('servicemonitors', 'meanwhile'))
    await until(
      async () => (await stand.rows({ ...topic, cluster: 'kept' })).has('shop/meanwhile'),
      {
        what: 'a change of an object of the cluster',
      },
    )
    expect(await namesEverywhere()).toEqual([
      ['kept', 'west'],
      ['kept', 'west'],
    ])
  }
  await until(async () => (await namesEverywhere()).every((names) => names.join() === 'west'), {
    what: 'the missed change to be found',
  })
}, 60_000)
