import { openTopicLogWriter } from '@argus/bus/publish'

import { startGatewayProcess } from '../gateway/gateway-process.ts'
import { type Ear, onWire, openEar } from './ear.ts'
import type { Flip } from './flip.ts'
import type { SampledKind } from './samples.ts'
import { announce, type KindTopic, openKindTopic } from './topic.ts'

const ASKED = {
  stripped: { shape: 'object' },
  patch: { shape: 'object', patch: true },
  row: { shape: 'row' },
} as const

export type Shape = keyof typeof ASKED
export const SHAPES = ['stripped', 'patch', 'row'] as const

/** Of one flip, in bytes: the watch event, and the frame in each shape; and whether a patch came where it was asked for. */
export type Cost = Readonly<Record<Shape | 'full', number>> & { readonly patched: boolean }

/** Projection, topic log and gateway as they run, and a socket for each shape. */
export interface Wire extends AsyncDisposable {
  /** Tells flips one after the other. */
  take(kind: SampledKind, flips: readonly Flip[]): Promise<readonly Cost[]>
}

export async function openWire(kinds: readonly SampledKind[]): Promise<Wire> {
  await using made = new AsyncDisposableStack()
  const gateway = made.use(await startGatewayProcess({ resources: [] }))
  const writer = made.use(await openTopicLogWriter({ url: gateway.redisUrl }))
  for (const kind of kinds) await announce(kind, writer)
  const open = async () => made.use(await openEar(gateway.port, gateway.token))
  const ears = { stripped: await open(), patch: await open(), row: await open() }
  const kept = made.move()
  return {
    async take(kind, flips) {
      await using topic = await openKindTopic(kind, writer)
      await topic.write('ADDED', ...flips.map(({ before }) => before))
      for (const shape of SHAPES) await subscribe(ears[shape], topic, shape)
      const costs: Cost[] = []
      for (const { before, after, event } of flips) {
        // A first change comes whole: only then does the gateway know what everybody has.
        for (const object of [after, before]) {
          await topic.write('MODIFIED', object)
          for (const shape of SHAPES) await hearOne(ears[shape])
        }
        await topic.write('MODIFIED', after)
        const stripped = await hearOne(ears.stripped)
        const patch = await hearOne(ears.patch)
        const row = await hearOne(ears.row)
        costs.push({
          full: onWire(event),
          stripped: stripped.bytes,
          patch: patch.bytes,
          row: row.bytes,
          patched: patch.patched,
        })
      }
      for (const shape of SHAPES) ears[shape].say({ type: 'unsubscribe', id: 'all' })
      return costs
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** The directory may not have reached the gateway yet; then it is asked again. */
async function subscribe(ear: Ear, { topic }: KindTopic, shape: Shape): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    ear.say({ type: 'subscribe', id: 'all', topic, ...ASKED[shape] })
    const { frame } = await ear.hear('synced', 'refused')
    if (frame.type === 'synced') return
    if (attempt === 40) throw new Error(`${topic.resource}: ${JSON.stringify(frame)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function hearOne(ear: Ear): Promise<{ bytes: number; patched: boolean }> {
  const { frame, bytes } = await ear.hear('events')
  if (frame.type !== 'events' || frame.events.length !== 1)
    throw new Error('a flip did not come as one event')
  return { bytes, patched: frame.events.some((event) => 'patch' in event) }
}
