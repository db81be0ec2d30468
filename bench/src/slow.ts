/**
 * What slow readers cost the others and the server: 50 of many sockets stop reading for 20 s, then for 60 s, while events
 * go on. The gateway as it runs, beside `ws` and Bun; within a run each is measured with all of them reading, too. The
 * last line is JSON.
 */
import { availableParallelism, cpus, release } from 'node:os'

import { openClients } from './fanout/clients.ts'
import { cpuMicros } from './fanout/cpu-time.ts'
import { findTools } from './fanout/tools.ts'
import { judged } from './judged.ts'
import { now, stampOf } from './latency/stamp.ts'
import { pace } from './latency/pace.ts'
import { startSampler, type Ages, type Sampler } from './latency/sampling.ts'
import { startArgus } from './slow/argus.ts'
import { startBun, startWs } from './slow/peers.ts'
import { startReaders, type Converged, type Readers } from './slow/readers.ts'
import type { SlowSubject } from './slow/subject.ts'
import { useOf } from './soak/process-use.ts'
import { median, spread } from './statistics.ts'

const repetitions = Number(process.env['REPETITIONS'] ?? 3)
const sockets = Number(process.env['SOCKETS'] ?? 500)
const stalled = Number(process.env['STALLED'] ?? 50)
const rate = Number(process.env['RATE'] ?? 100)
const bytes = Number(process.env['BYTES'] ?? 4_096)
const stalls = (process.env['STALLS'] ?? '20,60').split(',').map(Number)
const only = process.env['SUBJECTS']?.split(',')

const OURS = 'Argus'
const SAMPLED = 20
const WARM_MS = 10_000
const QUIET_MS = 15_000
/** What is late may come so long after its span. */
const SETTLE_MS = 500
const LOOK_MS = 250
const MOST_EACH = 262_144
const MOST_P99 = 1.2
/** Seconds after which the gateway closes who does not read. */
const CLOSED_AFTER = 30

await using tools = await findTools()
const { bun } = tools
const starters: readonly [string, (() => Promise<SlowSubject>) | undefined][] = [
  [OURS, () => startArgus(bytes)],
  ['ws send', () => startWs(bytes)],
  ['Bun publish', bun === undefined ? undefined : () => startBun(bun, bytes)],
]
const absent = starters.flatMap(([name, start]) => (start === undefined ? [name] : []))
const outcomes = new Map<string, Outcome[]>()

for (let turn = 0; turn < repetitions; turn += 1) {
  for (const [name, start] of starters) {
    if (start === undefined || only?.includes(name) === false) continue
    outcomes.set(name, [...(outcomes.get(name) ?? []), await take(await start())])
  }
}

for (const name of absent) console.log(`${name}: absent on this machine`)
const results = [...outcomes].flatMap(([name, all]) =>
  stalls.flatMap((seconds) => judge(name, seconds, all)),
)
console.log(
  JSON.stringify({
    bench: 'slow',
    node: process.version,
    kernel: release(),
    cpu: cpus()[0]?.model,
    cores: availableParallelism(),
    workload: { sockets, stalled, rate, bytes, repetitions },
    absent,
    results,
  }),
)

interface Phase {
  readonly ages: Ages
  /** The share of events that the sampled sockets were given. */
  readonly delivered: number
  /** Resident bytes of the server, the most seen. */
  readonly peak: number
  readonly cores: number
}

interface Outcome {
  readonly quiet: Phase
  /** By seconds. */
  readonly stalls: ReadonlyMap<number, Stall>
}

interface Stall extends Phase {
  readonly after: Converged
  /** What the subject has closed by then, by code. */
  readonly closes: ReadonlyMap<string, number>
}

async function take(started: SlowSubject): Promise<Outcome> {
  await using subject = started
  const { name, dial, dialOn = dial } = subject
  const rest = { sockets: sockets - stalled - SAMPLED, binary: tools.client }
  await using _others = await openClients(dial, rest)
  await using sampler = await startSampler(dial, SAMPLED)
  await using readers = await startReaders({ first: dial, again: dialOn }, stalled)
  const ground = { subject, sampler, readers }
  await phase(ground, WARM_MS)
  const quiet = await phase(ground, QUIET_MS)
  told(`${name}, all read`, quiet)
  const ends = new Map<number, Stall>()
  // Peers have no limit of time, so the longest tells all of them.
  for (const seconds of name === OURS ? stalls : stalls.slice(-1)) {
    await readers.stall()
    const { final, ...during } = await phase(ground, seconds * 1_000)
    told(`${name}, ${stalled} stalled for ${seconds} s`, during)
    const after = await readers.converge(final)
    const closes = (await subject.closes?.()) ?? new Map()
    console.log(`  then ${fatesOf(after)} hold the newest state ${after.ms} ms later`)
    if (subject.closes !== undefined) console.log(`  it has closed so far: ${byCode(closes)}`)
    ends.set(seconds, { ...during, after, closes })
  }
  return { quiet, stalls: ends }
}

interface Ground {
  readonly subject: SlowSubject
  readonly sampler: Sampler
  readonly readers: Readers
}

/** Events at the rate for so long; `final` is when the newest of each Key was due. */
async function phase(
  { subject, sampler }: Ground,
  forMs: number,
): Promise<Phase & { readonly final: Record<string, number> }> {
  const final: Record<string, number> = {}
  const span = { from: now() + 50, to: now() + 50 + forMs }
  await sampler.measure(span)
  let peak = 0
  const look = async (): Promise<void> => {
    const use = await useOf(subject.pid)
    if (use === undefined) throw new Error(`${subject.name} has ended`)
    peak = Math.max(peak, use.residentBytes)
  }
  const looking = setInterval(() => void look(), LOOK_MS)
  const before = await cpuMicros(subject.pid)
  const count = await pace(span, rate, (event, due) => {
    const stamp = stampOf(due)
    final[subject.publish(event, stamp)] = stamp / 1_000
  })
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
  clearInterval(looking)
  await look()
  const cores = ((await cpuMicros(subject.pid)) - before) / 1_000 / (forMs + SETTLE_MS)
  const ages = await sampler.tell()
  return { ages, delivered: ages.events / (count * sampler.sockets), peak, cores, final }
}

function told(what: string, { ages, delivered, peak, cores }: Phase): void {
  const times = [ages.p50, ages.p99, ages.p999].map((ms) => ms.toFixed(1)).join(' / ')
  console.log(
    `${what}: the others' p50 / p99 / p99.9 ${times} ms, ${(delivered * 100).toFixed(1)} % delivered, ${cores.toFixed(2)} cores, peak ${(peak / 1e6).toFixed(0)} MB`,
  )
}

function fatesOf({ holding, fates }: Converged): string {
  const seen = fates.flatMap(({ closes }) => closes)
  const codes = new Map([...Map.groupBy(seen, String)].map(([code, all]) => [code, all.length]))
  const resumed = fates.flatMap(({ answers }) => answers).filter((it) => it === 'changes').length
  return `(closed so far, as they saw it: ${byCode(codes)}; ${resumed} resumed) ${holding} of ${stalled}`
}

function byCode(closes: ReadonlyMap<string, number>): string {
  const told = [...closes].map(([code, count]) => `${count} × ${code}`)
  return told.length === 0 ? 'none' : told.join(', ')
}

function judge(name: string, seconds: number, all: readonly Outcome[]): readonly object[] {
  const ends = all.flatMap(({ quiet, stalls: by }) => {
    const stall = by.get(seconds)
    return stall === undefined ? [] : [{ quiet, stall }]
  })
  if (ends.length === 0) return []
  const p99 = ends.map(({ quiet, stall }) => stall.ages.p99 / quiet.ages.p99)
  const grown = ends.map(({ quiet, stall }) => (stall.peak - quiet.peak) / stalled)
  const holding = Math.min(...ends.map(({ stall }) => stall.after.holding))
  const id = (what: string) => `B8 ${name} ${seconds} s: ${what}`
  console.log(
    `${name}, ${seconds} s: p99 with / without stalled ones ${spread(p99, 2)}; memory for each of them ${spread(
      grown.map((it) => it / 1_024),
      0,
    )} KiB`,
  )
  if (name !== OURS)
    return [
      judged(id('p99 with/without'), median(p99)),
      judged(id('bytes a stalled socket'), median(grown)),
      judged(id('converged'), holding),
    ]
  // What the gateway decides: a reader that has not read until then finds the end of the stream, and no code.
  const counted = ends.flatMap(({ stall }) => [...stall.closes])
  const wrong = seconds < CLOSED_AFTER ? counted : counted.filter(([code]) => code !== '4001')
  const wrongly = wrong.reduce((sum, [, count]) => sum + count, 0)
  const what = seconds < CLOSED_AFTER ? 'closed' : 'closed but with 4001'
  return [
    judged(id('p99 with/without'), median(p99), { most: MOST_P99 }),
    judged(id('bytes a stalled socket'), median(grown), { most: MOST_EACH }),
    judged(id('converged'), holding, { least: stalled }),
    judged(id(what), wrongly, { most: 0 }),
  ]
}
