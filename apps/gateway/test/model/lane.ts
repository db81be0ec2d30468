import { once } from 'node:events'
import { connect } from 'node:net'

import { openTopicLogWriter, type OpenTopicLogWriter } from '@argus/bus/publish'
import type { Grant } from '@argus/contracts/grant'
import type { Topic } from '@argus/contracts/topic'
import { startFaultProxy, type FaultProxy } from '@argus/testkit/fault-proxy'
import { startRedis, type TestRedis } from '@argus/testkit/redis'
import { until } from '@argus/testkit/until'

import { systemClock, type Clock } from '../../src/clock.ts'
import { readConfig } from '../../src/config.ts'
import { startGateway, type Gateway } from '../../src/service.ts'
import { connect as connectClient, type TestClient } from '../rig/client.ts'
import { SERVICE_TOKEN, startFakeAuth, type FakeAuth } from '../rig/fake-auth.ts'
import { TopicWriter } from './topic-writer.ts'

/**
 * What schedules run on, one after the other: two gateways with a line of their own to one Redis, which is written as
 * watchers would, and an auth.
 */
export interface Lane extends AsyncDisposable {
  readonly redis: TestRedis
  readonly auth: FakeAuth
  readonly writer: OpenTopicLogWriter
  readonly lines: readonly FaultProxy[]
  gateway(index: number): Gateway
  /** What a gateway believes to be there, `cluster resource` each. */
  directory(index: number): ReadonlySet<string>
  topic(topic: Topic, namespaced: boolean): TopicWriter
  /** Ends a gateway as a rollout does, and starts its successor. */
  restart(index: number): Promise<void>
  /** Redis dies and forgets everything; the directory of the lane itself is there again. */
  forget(): Promise<void>
}

export const ORIGIN = 'https://argus.example.org'

/** How many changes of its rights the pilot Topic can show. */
export const PILOTS = 64
export const PILOT_TOPIC: Topic = {
  cluster: 'pilot',
  group: 'pilot.test',
  version: 'v1',
  resource: 'pilots',
}

export async function startLane(): Promise<Lane> {
  await using resources = new AsyncDisposableStack()
  const redis = resources.use(await startRedis({ kind: 'redis-server' }))
  await muteUser(redis)
  const auth = resources.use(await startFakeAuth(redis.url, systemClock))
  const writer = resources.use(await openTopicLogWriter({ url: redis.url }))
  const mute = resources.use(
    await openTopicLogWriter({ url: redis.url.replace('redis://', 'redis://mute:x@') }),
  )
  const lines = [
    resources.use(await startFaultProxy(redis)),
    resources.use(await startFaultProxy(redis)),
  ]
  const topic = (which: Topic, namespaced: boolean) =>
    new TopicWriter(which, { writer, mute, namespaced })
  const pilot = resources.use(topic(PILOT_TOPIC, true))
  const lead = async (): Promise<void> => {
    await writer.putCluster('pilot', { name: 'Pilot', labels: {}, state: 'live' })
    await writer.putResource(PILOT_TOPIC, {
      kind: 'Pilot',
      version: 'v1',
      namespaced: true,
      shortNames: [],
      followed: true,
    })
    await pilot.begin(Array.from({ length: PILOTS }, (_, index) => pilotChange(index)))
  }
  await lead()
  const start = async (index: number): Promise<Gateway> => {
    const gateway = await startGateway(
      readConfig({
        ARGUS_GATEWAY_PORT: '0',
        REDIS_URL: `redis://127.0.0.1:${lines[index]?.port}`,
        ARGUS_AUTH_URL: auth.url,
        ARGUS_AUTH_INTERNAL_URL: auth.url,
        ARGUS_SERVICE_TOKEN: SERVICE_TOKEN,
        ARGUS_ALLOWED_ORIGINS: ORIGIN,
        LOG_LEVEL: 'silent',
        ...ROOM,
      }),
      { graceMs: 0, clock: impatient },
    )
    await until(async () => (await fetch(`${gateway.url}/readyz`)).ok, { what: 'a ready gateway' })
    return gateway
  }
  const gateways = await Promise.all([start(0), start(1)])
  resources.defer(async () => {
    await Promise.all(gateways.map((gateway) => gateway[Symbol.asyncDispose]()))
  })
  const surveyor = auth.login([EVERYTHING])
  const survey = ({ url }: Gateway): Promise<Survey> => openSurvey(url, surveyor.token())
  const surveys = await Promise.all(gateways.map(survey))
  resources.defer(async () => {
    await Promise.all(surveys.map(({ client }) => client[Symbol.asyncDispose]()))
  })
  const kept = resources.move()
  const gateway = (index: number): Gateway => gateways[index] ?? gateways[0]
  return {
    redis,
    auth,
    writer,
    lines,
    gateway,
    directory: (index) => surveys[index]?.topics ?? new Set(),
    topic,
    async restart(index) {
      await surveys[index]?.client[Symbol.asyncDispose]()
      await gateway(index)[Symbol.asyncDispose]()
      const next = await start(index)
      gateways[index] = next
      surveys[index] = await survey(next)
    },
    async forget() {
      await redis.restart()
      await muteUser(redis)
      await until(() => writer.reachable() === true && mute.reachable() === true, {
        what: 'Redis again',
      })
      await lead()
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** A client that may see everything, and asks for what nothing is like: it is told what there is, and no more. */
interface Survey {
  readonly client: TestClient
  readonly topics: Set<string>
}

async function openSurvey(url: string, token: string): Promise<Survey> {
  const client = await connectClient(url, { origin: ORIGIN })
  const topics = new Set<string>()
  const nameOf = ({ topic }: { readonly topic: Topic }) => `${topic.cluster} ${topic.resource}`
  client.socket.on('message', () => {
    const frame = client.frames.pop() // it lives long
    if (frame?.type === 'subscribed') for (const view of frame.views) topics.add(nameOf(view))
    if (frame?.type === 'view_added') topics.add(nameOf(frame))
    if (frame?.type === 'view_removed') topics.delete(nameOf(frame))
  })
  client.say({ type: 'hello', token })
  const topic = { cluster: '*', group: '*', resource: '*' }
  client.say({ type: 'subscribe', id: 'all', topic, shape: 'row', health: ['Terminating'] })
  return { client, topics }
}

const EVERYTHING: Grant = {
  role: 'surveyor',
  cluster: null,
  namespace: null,
  permissions: [{ apiGroup: '*', resource: '*', verb: '*' }],
}

/** Nothing here is refused for want of room. */
const ROOM = {
  ARGUS_GATEWAY_SOCKETS_PER_ADDRESS: '10000',
  ARGUS_GATEWAY_SOCKETS_PER_USER: '10000',
  ARGUS_GATEWAY_SOCKETS_BEFORE_HELLO: '10000',
  ARGUS_GATEWAY_HANDSHAKES_PER_SECOND: '100000',
}

/** Time as it is, but what waits for minutes waits for seconds, and what waits for seconds for one. */
const impatient: Clock = {
  now: () => systemClock.now(),
  sleep: (ms, signal) =>
    systemClock.sleep(ms >= 60_000 ? ms / 20 : ms >= 5_000 ? ms / 5 : ms, signal),
}

/** A user that may write everything and announce nothing. */
async function muteUser({ port }: TestRedis): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  socket.write('ACL SETUSER mute on nopass ~* resetchannels +@all\r\n')
  const [answer] = await once(socket, 'data')
  socket.destroy()
  if (!String(answer).startsWith('+OK')) throw new Error(`Redis says ${String(answer)}`)
}

function pilotChange(index: number) {
  const key = `g${index}/p`
  const row = { created: 0, changed: 1, health: 'Current' as const, healthSince: null, reason: '' }
  const record = {
    key,
    uid: key,
    resourceVersion: '1',
    hash: key,
    labels: {},
    type: 'ADDED' as const,
    row: { ...row, owners: [], cells: [] },
  }
  return { type: 'upsert' as const, record, object: Buffer.from('{"metadata":{"name":"p"}}') }
}
