import { join } from 'node:path'
import { openTopicLogWriter } from '@argus/bus/publish'
import { SUBPROTOCOL } from '@argus/contracts/client-frame'
import type { Grant } from '@argus/contracts/grant'
import { freePort } from '@argus/testkit/free-port'
import { startRedis } from '@argus/testkit/redis'
import { until } from '@argus/testkit/until'

import { startFakeAuth, SERVICE_TOKEN } from '../../../apps/gateway/test/rig/fake-auth.ts'
import { openTopic, type TopicHand } from '../../../apps/gateway/test/rig/topic-hand.ts'
import { startChild } from './child.ts'
import { payloadOf, type Subject } from './subject.ts'

const gatewayMain = join(import.meta.dirname, '../../../apps/gateway/src/main.ts')
const KEYS = 16

/**
 * The gateway as it runs, on a real Redis: every socket follows the rows of one Topic and the objects of another. Small
 * events are rows, large ones objects; a flush is one batch of the publish script.
 */
export async function startArgus(): Promise<Subject> {
  await using made = new AsyncDisposableStack()
  const redis = made.use(await startRedis({ kind: 'redis-server' }))
  const auth = made.use(await startFakeAuth(redis.url, { now: () => Date.now() }))
  const writer = made.use(await openTopicLogWriter({ url: redis.url }))
  await writer.putCluster('alpha', { name: 'Alpha', labels: {}, state: 'live' })
  const rows = made.use(await openTopic(topicOf('rows'), { writer }))
  const objects = made.use(await openTopic(topicOf('objects'), { writer }))
  await writeRows(rows, KEYS, 0)
  await writeObjects(objects, KEYS, 0)
  const port = await freePort()
  const flags = process.env['GATEWAY_FLAGS']?.split(' ') ?? []
  const gateway = made.use(
    startChild(process.execPath, [...flags, gatewayMain], {
      PATH: process.env['PATH'],
      ARGUS_GATEWAY_PORT: `${port}`,
      REDIS_URL: redis.url,
      ARGUS_AUTH_URL: auth.url,
      ARGUS_AUTH_INTERNAL_URL: auth.url,
      ARGUS_SERVICE_TOKEN: SERVICE_TOKEN,
      ARGUS_ALLOWED_ORIGINS: 'https://argus.example.org',
      LOG_LEVEL: 'error',
    }),
  )
  const ready = () =>
    fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    )
  await until(ready, { what: 'a ready gateway', timeoutMs: 20_000 })
  const login = auth.login([EVERYTHING])
  const say = (frame: object): string => JSON.stringify(frame)
  const subscribe = (resource: 'rows' | 'objects', shape: 'row' | 'object'): string =>
    say({ type: 'subscribe', id: resource, topic: topicOf(resource), shape })
  const kept = made.move()
  return {
    name: 'Argus',
    pid: gateway.pid,
    dial: {
      port,
      path: '/ws',
      protocol: SUBPROTOCOL,
      script: [
        ['', say({ type: 'hello', token: login.token() })],
        ['"welcome"', subscribe('rows', 'row')],
        ['"synced"', subscribe('objects', 'object')],
        ['"synced"', ''],
      ],
    },
    flush: ({ events, bytes }) =>
      bytes < SMALLEST_OBJECT
        ? writeRows(rows, events, bytes)
        : writeObjects(objects, events, bytes),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

const EVERYTHING: Grant = {
  role: 'viewer',
  cluster: null,
  namespace: null,
  permissions: [{ apiGroup: '*', resource: '*', verb: '*' }],
}

const SMALLEST_OBJECT = 1_024

function topicOf(resource: string) {
  return { cluster: 'alpha', group: 'example.org', version: 'v1', resource }
}

let turn = 0

/** Bytes of an event beside what fills it up. */
const ROW_FRAME = 187
const OBJECT_FRAME = 261

async function writeRows(topic: TopicHand, count: number, bytes: number): Promise<void> {
  turn += 1
  const cells = [`${turn}`.padStart(8, '0'), payloadOf(bytes - ROW_FRAME)]
  await topic.write(...keys(count).map((key) => ({ key, cells })))
}

async function writeObjects(topic: TopicHand, count: number, bytes: number): Promise<void> {
  turn += 1
  const pad = payloadOf(bytes - OBJECT_FRAME)
  const written = keys(count).map((key) => ({
    key,
    object: { metadata: { namespace: 'bench', name: key.slice(6), turn }, spec: { pad } },
  }))
  await topic.write(...written)
}

function keys(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `bench/object-${String(at).padStart(2, '0')}`)
}
