/**
 * What it costs to bring an event to each of many sockets: the gateway as it runs, beside a C program that only calls
 * `write()`, a bare `socket.write` of Node, `ws`, Socket.IO, Bun and Centrifugo. All hold their sockets at once and take turns within a run; CPU time
 * of the server process an event delivered. Peers that are absent are named. The last line is JSON.
 */
import { availableParallelism, cpus, release } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'

import { startArgus } from './fanout/argus.ts'
import { openClients, type Clients } from './fanout/clients.ts'
import { cpuMicros } from './fanout/cpu-time.ts'
import {
  startBun,
  startCentrifugo,
  startFrames,
  startSocketIo,
  startWrite,
  startWs,
} from './fanout/peers.ts'
import type { Flush, Subject } from './fanout/subject.ts'
import { findTools } from './fanout/tools.ts'
import { median, spread } from './statistics.ts'

const repetitions = Number(process.env['REPETITIONS'] ?? 5)
const counts = (process.env['SOCKETS'] ?? '1000,5000').split(',').map(Number)
const only = process.env['SUBJECTS']?.split(',')

const CELLS: readonly Flush[] = [256, 2_048].flatMap((bytes) =>
  [1, 16].map((events) => ({ events, bytes })),
)
/** A flush follows the one before after so long at the earliest: what one subject would send together, all may. */
const PACE_MS = 25
/** A turn ends after so many flushes' worth of deliveries, or so long; three flushes it has at least. */
const TURN_SOCKETS = 20_000
const TURN_MS = 1_200

await using tools = await findTools()
const starters: readonly [string, (() => Promise<Subject>) | undefined][] = [
  ['C write()', where(tools.server, startWrite)],
  ['Node write', startFrames],
  ['Argus', startArgus],
  ['Bun publish', where(tools.bun, startBun)],
  ['Centrifugo', where(tools.centrifugo, startCentrifugo)],
  ['ws send', startWs],
  ['Socket.IO', startSocketIo],
]
const absent = starters.flatMap(([name, start]) => (start === undefined ? [name] : []))
const costs = new Map<string, number[]>()
const bytesEach = new Map<string, number>()

for (const sockets of counts) {
  await using ground = new AsyncDisposableStack()
  const rivals: { readonly subject: Subject; readonly clients: Clients }[] = []
  for (const [name, start] of starters) {
    if (start === undefined || only?.includes(name) === false) continue
    const subject = ground.use(await start())
    const clients = await openClients(subject.dial, { sockets, binary: tools.client })
    rivals.push({ subject, clients: ground.use(clients) })
  }
  for (let turn = 0; turn <= repetitions; turn += 1) {
    for (const cell of CELLS) {
      for (const at of rivals.keys()) {
        const rival = rivals[(at + turn) % rivals.length]
        if (rival === undefined) continue
        const { micros, bytes } = await take(rival, sockets, cell)
        if (turn === 0) continue // Warms everything up.
        const id = idOf(rival.subject.name, sockets, cell)
        costs.set(id, [...(costs.get(id) ?? []), micros])
        bytesEach.set(id, bytes)
      }
    }
  }
}

for (const [id, values] of costs) {
  const bytes = Math.round(bytesEach.get(id) ?? 0)
  console.log(`${id}: ${spread(values, 2)} µs of the server an event · ${bytes} bytes`)
}
for (const name of absent) console.log(`${name}: absent on this machine`)
if (tools.client === undefined) console.log('no C compiler: the load comes from Node')

const results = counts.flatMap((sockets) =>
  CELLS.flatMap((cell) => {
    const one = cell.events === 1
    return [
      ratio({ sockets, cell, of: ['Argus', 'C write()'], most: one ? 1.25 : 1.15 }),
      ratio({ sockets, cell, of: ['Argus', 'Node write'] }),
      ratio({ sockets, cell, of: ['ws send', 'Argus'], least: one ? undefined : 15 }),
      ratio({ sockets, cell, of: ['Socket.IO', 'Argus'], least: one ? undefined : 15 }),
      ratio({ sockets, cell, of: ['Bun publish', 'Argus'], least: one ? undefined : 1.7 }),
      ratio({ sockets, cell, of: ['Centrifugo', 'Argus'] }),
    ].filter((result) => result !== undefined)
  }),
)
console.log(
  JSON.stringify({
    bench: 'fanout',
    node: process.version,
    kernel: release(),
    cpu: cpus()[0]?.model,
    cores: availableParallelism(),
    absent,
    results,
  }),
)

function where(
  binary: string | undefined,
  start: (binary: string) => Promise<Subject>,
): (() => Promise<Subject>) | undefined {
  return binary === undefined ? undefined : () => start(binary)
}

function idOf(name: string, sockets: number, { events, bytes }: Flush): string {
  return `B1 ${sockets} sockets ${bytes} B K=${events} ${name}`
}

/** One turn of a subject: µs of CPU of its process, and bytes at the client, an event delivered. */
async function take(
  { subject, clients }: { readonly subject: Subject; readonly clients: Clients },
  sockets: number,
  cell: Flush,
): Promise<{ readonly micros: number; readonly bytes: number }> {
  const began = performance.now()
  const before = await cpuMicros(subject.pid)
  let [flushes, bytes] = [0, 0]
  while (flushes < 3 || (flushes * sockets < TURN_SOCKETS && performance.now() - began < TURN_MS)) {
    const pace = delay(PACE_MS)
    const { delivered } = await clients.expect(cell.events)
    await subject.flush(cell)
    bytes += await delivered
    await pace
    flushes += 1
  }
  const micros = (await cpuMicros(subject.pid)) - before
  const events = flushes * sockets * cell.events
  return { micros: micros / events, bytes: bytes / events }
}

interface Comparison {
  readonly sockets: number
  readonly cell: Flush
  /** How much of the second one the first one costs: the median over turns, within each of which both were measured. */
  readonly of: readonly [string, string]
  readonly most?: number | undefined
  readonly least?: number | undefined
}

function ratio({ sockets, cell, of, most, least }: Comparison): object | undefined {
  const [over, under] = of.map((name) => costs.get(idOf(name, sockets, cell)))
  if (over === undefined || under === undefined) return undefined
  const value = median(over.map((cost, turn) => cost / (under[turn] ?? Number.NaN)))
  const rounded = Math.round(value * 100) / 100
  const id = idOf(of.join('/'), sockets, cell)
  if (most !== undefined) return { id, value: rounded, goal: `<=${most}`, ok: rounded <= most }
  if (least !== undefined) return { id, value: rounded, goal: `>=${least}`, ok: rounded >= least }
  return { id, value: rounded }
}
