import { join } from 'node:path'
import { SUBPROTOCOL } from '@argus/contracts/client-frame'
import { freePort } from '@argus/testkit/free-port'
import { startRedis } from '@argus/testkit/redis'
import { until } from '@argus/testkit/until'

import { type Child, startChild } from './child.ts'
import { payloadOf, type Subject } from './subject.ts'

const gateway = join(import.meta.dirname, '../../../apps/gateway')
const KEYS = 16

/**
 * The gateway as it runs, on a real Redis: every socket follows the rows of one Topic and the objects of another. Small
 * events are rows, large ones objects; a flush is one batch of the publish script.
 */
export async function startArgus(): Promise<Subject> {
  await using made = new AsyncDisposableStack()
  const redis = made.use(await startRedis({ kind: 'redis-server' }))
  const world = made.use(
    startChild(process.execPath, [
      join(gateway, 'test/rig/world-main.ts'),
      redis.url,
      'rows',
      'objects',
    ]),
  )
  const auth: { url: string; serviceToken: string; token: string } = JSON.parse(await world.hear())
  await writeRows(world, KEYS, 0)
  await writeObjects(world, KEYS, 0)
  const port = await freePort()
  const flags = process.env['GATEWAY_FLAGS']?.split(' ') ?? []
  const serving = made.use(
    startChild(process.execPath, [...flags, join(gateway, 'src/main.ts')], {
      PATH: process.env['PATH'],
      ARGUS_GATEWAY_PORT: `${port}`,
      REDIS_URL: redis.url,
      ARGUS_AUTH_URL: auth.url,
      ARGUS_AUTH_INTERNAL_URL: auth.url,
      ARGUS_SERVICE_TOKEN: auth.serviceToken,
      ARGUS_ALLOWED_ORIGINS: 'https://argus.example.org',
      ARGUS_GATEWAY_SOCKETS_PER_ADDRESS: '100000',
      ARGUS_GATEWAY_SOCKETS_PER_USER: '100000',
      ARGUS_GATEWAY_SOCKETS_BEFORE_HELLO: '100000',
      ARGUS_GATEWAY_HANDSHAKES_PER_SECOND: '100000',
      LOG_LEVEL: 'error',
    }),
  )
  const ready = () =>
    fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    )
  await until(ready, { what: 'a ready gateway', timeoutMs: 20_000 })
  const say = (frame: object): string => JSON.stringify(frame)
  const subscribe = (resource: 'rows' | 'objects', shape: 'row' | 'object'): string =>
    say({ type: 'subscribe', id: resource, topic: topicOf(resource), shape })
  const kept = made.move()
  return {
    name: 'Argus',
    pid: serving.pid,
    dial: {
      port,
      path: '/ws',
      protocol: SUBPROTOCOL,
      script: [
        ['', say({ type: 'hello', token: auth.token })],
        ['"welcome"', subscribe('rows', 'row')],
        ['"synced"', subscribe('objects', 'object')],
        ['"synced"', ''],
      ],
    },
    flush: ({ events, bytes }) =>
      bytes < SMALLEST_OBJECT
        ? writeRows(world, events, bytes)
        : writeObjects(world, events, bytes),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

const SMALLEST_OBJECT = 1_024

function topicOf(resource: string) {
  return { cluster: 'alpha', group: 'example.org', version: 'v1', resource }
}

let turn = 0

/** Bytes of an event beside what fills it up. */
const ROW_FRAME = 187
const OBJECT_FRAME = 261

async function writeRows(world: Child, count: number, bytes: number): Promise<void> {
  turn += 1
  const cells = [`${turn}`.padStart(8, '0'), payloadOf(bytes - ROW_FRAME)]
  await write(
    world,
    'rows',
    keys(count).map((key) => ({ key, cells })),
  )
}

async function writeObjects(world: Child, count: number, bytes: number): Promise<void> {
  turn += 1
  const pad = payloadOf(bytes - OBJECT_FRAME)
  const written = keys(count).map((key) => ({
    key,
    object: { metadata: { namespace: 'bench', name: key.slice(6), turn }, spec: { pad } },
  }))
  await write(world, 'objects', written)
}

async function write(world: Child, resource: string, written: readonly object[]): Promise<void> {
  await world.say(JSON.stringify({ resource, written }))
  await world.hear()
}

function keys(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `bench/object-${String(at).padStart(2, '0')}`)
}
