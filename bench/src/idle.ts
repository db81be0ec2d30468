/**
 * What sockets cost on which nothing happens: the gateway, each of its sockets following three Topics, beside `ws`, Socket.IO,
 * Bun and Centrifugo. All hold their sockets at once and ping them every 25 s; resident memory after a collection, and CPU
 * time while it is quiet. Peers that are absent are named. The last line is JSON.
 */
import { availableParallelism, cpus, release } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'

import { findTools } from './fanout/tools.ts'
import { rest, type IdleSubject, type Resting } from './idle/resting.ts'
import { idleArgus, idleBun, idleCentrifugo, idleSocketIo, idleWs } from './idle/subjects.ts'
import { median, spread } from './statistics.ts'

const repetitions = Number(process.env['REPETITIONS'] ?? 3)
const sockets = Number(process.env['SOCKETS'] ?? 10_000)
const only = process.env['SUBJECTS']?.split(',')
/** Two rounds of pings. */
const WINDOW_MS = Number(process.env['WINDOW_SECONDS'] ?? 50) * 1_000

await using tools = await findTools()
const { bun, centrifugo } = tools
const starters: readonly [string, (() => Promise<IdleSubject>) | undefined][] = [
  ['Argus', idleArgus],
  ['ws', idleWs],
  ['Socket.IO', idleSocketIo],
  ['Bun', bun === undefined ? undefined : () => idleBun(bun)],
  ['Centrifugo', centrifugo === undefined ? undefined : () => idleCentrifugo(centrifugo)],
]
const absent = starters.flatMap(([name, start]) => (start === undefined ? [name] : []))

await using ground = new AsyncDisposableStack()
const all: Resting[] = []
for (const [name, start] of starters) {
  if (start === undefined || only?.includes(name) === false) continue
  const subject = ground.use(await start())
  all.push(ground.use(await rest(subject, { count: sockets, binary: tools.client })))
  await subject.live?.()
}
/** What was done for the last sockets is over. */
await delay(2_000)

const micros = new Map<string, number[]>()
const bytes = new Map<string, number[]>()
for (let turn = 0; turn < repetitions; turn += 1) {
  for (const one of all) add(bytes, one.name, (await one.bytesEach()) / 1_024)
  const measured = all.map(async (one) => {
    add(micros, one.name, await one.microsEach(WINDOW_MS))
  })
  await Promise.all(measured)
}

for (const { name } of all) {
  const [held, used] = [bytes.get(name) ?? [], micros.get(name) ?? []]
  console.log(`${name}: ${spread(held, 2)} KB a socket · ${spread(used, 2)} µs/s a socket`)
}
for (const name of absent) console.log(`${name}: absent on this machine`)
if (tools.client === undefined) console.log('no C compiler: the load comes from Node')

const results = [
  result('Argus KB', bytes.get('Argus'), 9),
  result('Argus µs/s', micros.get('Argus'), 2),
  ratio('KB Argus/ws', bytes, { of: ['Argus', 'ws'], most: 1.25 }),
  ratio('KB Argus/Socket.IO', bytes, { of: ['Argus', 'Socket.IO'], most: 0.45 }),
  ratio('KB Argus/Centrifugo', bytes, { of: ['Argus', 'Centrifugo'], most: 1 }),
  ratio('KB Argus/Bun', bytes, { of: ['Argus', 'Bun'] }),
  ratio('µs/s Argus/Centrifugo', micros, { of: ['Argus', 'Centrifugo'], most: 0.5 }),
  ratio('µs/s Argus/ws', micros, { of: ['Argus', 'ws'] }),
].filter((one) => one !== undefined)
console.log(
  JSON.stringify({
    bench: 'idle',
    node: process.version,
    kernel: release(),
    cpu: cpus()[0]?.model,
    cores: availableParallelism(),
    absent,
    results,
  }),
)

function add(to: Map<string, number[]>, name: string, value: number): void {
  to.set(name, [...(to.get(name) ?? []), value])
}

function result(what: string, values: readonly number[] | undefined, most?: number) {
  if (values === undefined) return undefined
  const value = Math.round(median(values) * 100) / 100
  const id = `B9 ${sockets} sockets ${what}`
  return most === undefined ? { id, value } : { id, value, goal: `<=${most}`, ok: value <= most }
}

interface Comparison {
  readonly of: readonly [string, string]
  readonly most?: number
}

/** The median over turns, within each of which both were measured. */
function ratio(
  what: string,
  values: ReadonlyMap<string, readonly number[]>,
  { of: [over, under], most }: Comparison,
) {
  const others = values.get(under)
  if (others === undefined) return undefined
  const ratios = values.get(over)?.map((value, turn) => value / (others[turn] ?? Number.NaN))
  return result(what, ratios, most)
}
