import { SUBPROTOCOL } from '@argus/contracts/client-frame'

import { startGatewayProcess, topicOf, write } from '../gateway/gateway-process.ts'
import type { Child } from './child.ts'
import { payloadOf, type Subject } from './subject.ts'

const KEYS = 16

/**
 * The gateway as it runs, on a real Redis: every socket follows the rows of one Topic and the objects of another. Small
 * events are rows, large ones objects; a flush is one batch of the publish script.
 */
export async function startArgus(): Promise<Subject> {
  await using made = new AsyncDisposableStack()
  const gateway = made.use(await startGatewayProcess({ resources: ['rows', 'objects'] }))
  const { world, pid, port, token } = gateway
  await writeRows(world, KEYS, 0)
  await writeObjects(world, KEYS, 0)
  const say = (frame: object): string => JSON.stringify(frame)
  const subscribe = (resource: 'rows' | 'objects', shape: 'row' | 'object'): string =>
    say({ type: 'subscribe', id: resource, topic: topicOf(resource), shape })
  const kept = made.move()
  return {
    name: 'Argus',
    pid,
    dial: {
      port,
      path: '/ws',
      protocol: SUBPROTOCOL,
      script: [
        ['', say({ type: 'hello', token })],
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

let turn = 0

/** Bytes of an event beside what fills it up. */
const ROW_FRAME = 187
const OBJECT_FRAME = 261

async function writeRows(world: Child, count: number, bytes: number): Promise<void> {
  turn += 1
  const cells = [`${turn}`.padStart(8, '0'), payloadOf(bytes - ROW_FRAME)]
  const written = keys(count).map((key) => ({ key, cells }))
  await write(world, 'rows', written)
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

function keys(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `bench/object-${String(at).padStart(2, '0')}`)
}
