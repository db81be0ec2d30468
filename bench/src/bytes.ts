/**
 * What a flip of a status costs on the wire: samples of public projects, as an API server would send them, through the
 * projection, the topic log and the gateway as it runs, to three sockets: rows, objects, and objects as patches. Beside
 * the watch event itself, with all of its managedFields. The last line is JSON.
 */
import { existsSync } from 'node:fs'
import { release } from 'node:os'
import { join } from 'node:path'

import { openTopicLogWriter, type TopicLogWriter } from '@argus/bus/publish'

import { type Ear, onWire, openEar } from './bytes/ear.ts'
import { flipOf } from './bytes/flip.ts'
import { readSampledKinds, type SampledKind } from './bytes/samples.ts'
import { announce, type KindTopic, openKindTopic } from './bytes/topic.ts'
import { startGatewayProcess } from './gateway/gateway-process.ts'
import { median, spread } from './statistics.ts'

const root = join(import.meta.dirname, '../..')
const folder = process.argv[2] ?? process.env['ARGUS_SAMPLES'] ?? join(root, '../shared/data')
const most = Number(process.env['SAMPLES_EACH'] ?? 20)

/** The goals are meant for such objects; most samples are smaller. */
const LARGE = 4_000

const SHAPES = {
  stripped: { shape: 'object', goal: 0.65 },
  patch: { shape: 'object', patch: true, goal: 0.08 },
  row: { shape: 'row', goal: 0.15 },
} as const
type Shape = keyof typeof SHAPES
const shapes = ['stripped', 'patch', 'row'] as const

if (!existsSync(join(folder, 'crds'))) {
  console.error(
    `There is no folder of samples at ${folder}. Name one: ARGUS_SAMPLES=… make bench-bytes`,
  )
  process.exit(1)
}

const kinds = readSampledKinds(folder)
await using gateway = await startGatewayProcess({ resources: [] })
await using writer = await openTopicLogWriter({ url: gateway.redisUrl })
for (const kind of kinds) await announce(kind, writer)
await using made = new AsyncDisposableStack()
const ears = new Map<Shape, Ear>()
for (const shape of shapes) ears.set(shape, made.use(await openEar(gateway.port, gateway.token)))

/** Of one flip: bytes of the watch event, and of the frame in each shape. */
type Cost = Readonly<Record<Shape | 'full', number>>
const byKind = new Map<string, readonly Cost[]>()
let patched = 0
for (const kind of kinds) byKind.set(`${kind.group}/${kind.resource}`, await take(kind, writer))

const all = [...byKind.values()].flat()
console.log(`${all.length} flips of ${byKind.size} kinds, ${patched} of them as patches`)
console.log(
  `full: ${spread(
    all.map(({ full }) => full),
    0,
  )} bytes a flip`,
)
const results = shapes.map((shape) => {
  const ratios = [...byKind.values()].map((costs) =>
    median(costs.map((cost) => cost[shape] / cost.full)),
  )
  const value = Math.round(median(ratios) * 1_000) / 1_000
  const { goal } = SHAPES[shape]
  const within = ratios.filter((ratio) => ratio <= goal).length
  console.log(
    `${shape}: ${spread(
      all.map((cost) => cost[shape]),
      0,
    )} bytes a flip; of full, by kind, ${spread(ratios, 3)}; ${within} of ${ratios.length} kinds within ${goal}`,
  )
  return { id: `B12 ${shape}/full`, value, goal: `<=${goal}`, ok: value <= goal }
})
const large = all.filter(({ full }) => full >= LARGE)
const ofLarge = shapes.map((shape) => {
  const value = median(large.map((cost) => cost[shape] / cost.full))
  return {
    id: `B12 ${shape}/full of ${LARGE} B and more`,
    value: Math.round(value * 1_000) / 1_000,
  }
})
console.log(
  `${large.length} flips of ${LARGE} bytes and more: ${ofLarge.map(({ id, value }) => `${id} ${value}`).join(', ')}`,
)
console.log(
  JSON.stringify({
    bench: 'bytes',
    node: process.version,
    kernel: release(),
    workload: { kinds: byKind.size, flips: all.length, patched },
    results: [...results, ...ofLarge],
  }),
)

async function take(kind: SampledKind, log: TopicLogWriter): Promise<readonly Cost[]> {
  await using topic = await openKindTopic(kind, log)
  const flips = kind.objects.slice(0, most).map(flipOf)
  await topic.write('ADDED', ...flips.map(({ before }) => before))
  for (const [shape, ear] of ears) await subscribe(ear, topic, shape)
  const costs: Cost[] = []
  for (const { before, after } of flips) {
    // A first change comes whole: only then does the gateway know what everybody has.
    for (const object of [after, before]) {
      await topic.write('MODIFIED', object)
      for (const shape of shapes) await hearOne(shape)
    }
    await topic.write('MODIFIED', after)
    const event = Buffer.byteLength(JSON.stringify({ type: 'MODIFIED', object: after }))
    const [stripped, patch, row] = [
      await hearOne('stripped'),
      await hearOne('patch'),
      await hearOne('row'),
    ]
    if (patch.patched) patched += 1
    costs.push({
      full: onWire(event),
      stripped: stripped.bytes,
      patch: patch.bytes,
      row: row.bytes,
    })
  }
  for (const ear of ears.values()) ear.say({ type: 'unsubscribe', id: 'all' })
  return costs
}

/** The directory may not have reached the gateway yet; then it is asked again. */
async function subscribe(ear: Ear, { topic }: KindTopic, shape: Shape): Promise<void> {
  const { goal: _, ...asked } = SHAPES[shape]
  for (let attempt = 1; ; attempt += 1) {
    ear.say({ type: 'subscribe', id: 'all', topic, ...asked })
    const { frame } = await ear.hear('synced', 'refused')
    if (frame.type === 'synced') return
    if (attempt === 40) throw new Error(`${topic.resource}: ${JSON.stringify(frame)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function hearOne(shape: Shape): Promise<{ bytes: number; patched: boolean }> {
  const { frame, bytes } = (await ears.get(shape)?.hear('events')) ?? {}
  if (frame?.type !== 'events' || frame.events.length !== 1 || bytes === undefined)
    throw new Error(`${shape}: a flip did not come as one event`)
  return { bytes, patched: frame.events.some((event) => 'patch' in event) }
}
