import { SUBPROTOCOL } from '@argus/contracts/client-frame'

import type { Dial } from '../fanout/subject.ts'
import { startGatewayProcess, topicOf, write } from '../gateway/gateway-process.ts'
import { FROM } from './reader.ts'
import type { SlowSubject } from './subject.ts'

const KEYS = 200
const RESOURCE = 'objects'

/** The gateway as it runs, on a real Redis: every socket follows one Topic of 200 objects, as objects of so many bytes. */
export async function startArgus(bytes: number): Promise<SlowSubject> {
  await using made = new AsyncDisposableStack()
  const { world, pid, port, token } = made.use(await startGatewayProcess({ resources: [RESOURCE] }))
  const pad = 'x'.repeat(Math.max(bytes - SURROUNDINGS, 0))
  const put = (event: number, stamp: number): { key: string; written: Promise<void> } => {
    const name = `object-${String(event % KEYS).padStart(3, '0')}`
    const key = `bench/${name}`
    const object = { metadata: { namespace: 'bench', name }, spec: { stamp, pad } }
    return { key, written: write(world, RESOURCE, [{ key, object }]) }
  }
  for (let event = 0; event < KEYS; event += 1) await put(event, 0).written
  const dialWith = (from: string): Dial => ({
    port,
    path: '/ws',
    protocol: SUBPROTOCOL,
    script: [
      ['', JSON.stringify({ type: 'hello', token })],
      ['"welcome"', subscribe(from)],
      ['"synced"', ''],
    ],
  })
  const kept = made.move()
  return {
    name: 'Argus',
    pid,
    dial: dialWith(''),
    dialOn: dialWith(`,"from":{"alpha/example.org/${RESOURCE}":${FROM}}`),
    publish(event, stamp) {
      const { key, written } = put(event, stamp)
      void written // What could not be written ends its process, and with it this one.
      return key
    },
    async closes() {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
      const counted = text.matchAll(/^argus_gateway_closes_total\{code="(\w+)".*\} (\d+)$/gm)
      return new Map([...counted].map(([, code = '', count]) => [code, Number(count)]))
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** Bytes of an event beside what fills it up. */
const SURROUNDINGS = 290

function subscribe(from: string): string {
  const frame = { type: 'subscribe', id: 's', topic: topicOf(RESOURCE), shape: 'object' }
  return `${JSON.stringify(frame).slice(0, -1)}${from}}`
}
