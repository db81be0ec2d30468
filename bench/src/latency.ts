/**
 * How long a change takes from an API server to 1,000 sockets: watcher, Redis and gateway as they run, beside what one
 * writes first, at several rates. Counted from when a change was due, not from when it was sent, so whatever falls behind
 * shows it. On a real API server, and on a simulated one, which leaves more of the machine. The last line is JSON.
 */
import { availableParallelism, cpus, release } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { findApiServerAssets } from '@argus/testkit/real-api-server'

import { openClients } from './fanout/clients.ts'
import { cpuMicros } from './fanout/cpu-time.ts'
import { findTools } from './fanout/tools.ts'
import { followedKinds } from './fleet/kinds.ts'
import { judged } from './judged.ts'
import { startArgus } from './latency/argus.ts'
import { OBJECTS, startReal, startSimulated, type WrittenCluster } from './latency/cluster.ts'
import { startNaive } from './latency/naive.ts'
import { pace } from './latency/pace.ts'
import { startSampler, type Ages, type Sampler } from './latency/sampling.ts'
import { now, stampOf } from './latency/stamp.ts'
import type { Pipeline } from './latency/subject.ts'
import { median, quantile, spread } from './statistics.ts'

const repetitions = Number(process.env['REPETITIONS'] ?? 3)
const sockets = Number(process.env['SOCKETS'] ?? 1_000)
const rates = (process.env['RATES'] ?? '10,40,200,1000').split(',').map(Number)
const modes = (process.env['SERVERS'] ?? 'real,simulated').split(',')
const only = process.env['SUBJECTS']?.split(',')

const SAMPLED = 20
const WARM_MS = 1_500
const SPAN_MS = 6_000
/** What is late may come so long after its span; what has not come by then was not delivered. */
const SETTLE_MS = 500
/** Whoever is refused says nothing to us, and would be waited for in vain. */
const READY_MS = 30_000
/** A pipeline that has not caught up by then is started anew. */
const PATIENCE_MS = 3_000
/** From here on a cell shows no times: those of what arrived say nothing of what did not. */
const SATURATED = 0.99

await using tools = await findTools()
const cells = new Map<string, Cell[]>()
const serversMissing = modes.includes('real') && findApiServerAssets() === undefined
if (serversMissing)
  console.log('There is no kube-apiserver: set KUBEBUILDER_ASSETS, or run `make envtest`.')
for (const mode of modes) if (mode !== 'real' || !serversMissing) await run(mode)

const results = modes.flatMap((mode) => rates.flatMap((rate) => judge(mode, rate)))
console.log(
  JSON.stringify({
    bench: 'latency',
    node: process.version,
    kernel: release(),
    cpu: cpus()[0]?.model,
    cores: availableParallelism(),
    workload: { sockets, spanMs: SPAN_MS, repetitions },
    absent: serversMissing ? ['kube-apiserver'] : [],
    results,
  }),
)

interface Cell {
  readonly ages: Ages
  /** The share of the events that were due which arrived. */
  readonly delivered: number
  /** The share that the API server had taken when the span was over. */
  readonly written: number
  /** When the API server had answered, in ms since they were due: what is not ours. */
  readonly answered: { readonly p50: number; readonly p99: number }
  /** Of the process that sends, and of the others of the pipeline together. */
  readonly cores: number
  readonly otherCores: number
}

async function run(mode: string): Promise<void> {
  const [ours, theirs] = followedKinds(2)
  if (ours === undefined || theirs === undefined) throw new Error('two kinds are needed')
  const start = mode === 'real' ? startReal : startSimulated
  await using cluster = await start([ours, theirs])
  const starters: readonly [string, () => Promise<Pipeline>][] = [
    ['Argus', () => startArgus(cluster, ours)],
    ['Watch + send', () => startNaive(cluster, theirs)],
  ]
  await using stands = new AsyncDisposableStack()
  const running = new Map<string, Stand>()
  for (let turn = 0; turn < repetitions; turn += 1) {
    for (const rate of rates) {
      for (const [name, begin] of turn % 2 === 0 ? starters : starters.toReversed()) {
        if (only?.includes(name) === false) continue
        const stand = running.get(name) ?? stands.use(await open(await begin()))
        running.set(name, stand)
        const { caughtUp, ...cell } = await take(cluster, stand, rate)
        const id = idOf(mode, rate, name)
        cells.set(id, [...(cells.get(id) ?? []), cell])
        console.log(`${id}: ${describe(cell)}`)
        if (caughtUp) continue
        await stand[Symbol.asyncDispose]()
        running.delete(name)
      }
    }
  }
}

interface Stand extends AsyncDisposable {
  readonly pipeline: Pipeline
  readonly sampler: Sampler
}

/** A pipeline with all its sockets. */
async function open(pipeline: Pipeline): Promise<Stand> {
  await using made = new AsyncDisposableStack()
  made.use(pipeline)
  const rest = { sockets: sockets - SAMPLED, binary: tools.client }
  const late = delay(READY_MS, undefined, { ref: false }).then(() => {
    throw new Error(`the sockets of ${pipeline.name} were not ready after ${READY_MS} ms`)
  })
  late.catch(() => undefined) // Nobody waits for it once they are.
  made.use(await Promise.race([openClients(pipeline.dial, rest), late]))
  const sampler = made.use(await startSampler(pipeline.dial, SAMPLED))
  const kept = made.move()
  return { pipeline, sampler, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

async function take(
  cluster: WrittenCluster,
  { pipeline, sampler }: Stand,
  rate: number,
): Promise<Cell & { readonly caughtUp: boolean }> {
  const { kind, pid, others } = pipeline
  const began = now() + 50
  const span = { from: began + WARM_MS, to: began + WARM_MS + SPAN_MS }
  await sampler.measure(span)
  const answers: number[] = []
  let lost: unknown
  const write = (event: number, due: number): void => {
    cluster.write(kind, event % OBJECTS, stampOf(due)).then(
      () => answers.push(now() - due),
      (error: unknown) => (lost = error),
    )
  }
  const warm = await pace({ from: began, to: span.from }, rate, write)
  const before = await Promise.all([pid, ...others.values()].map(cpuMicros))
  const count = await pace(span, rate, (event, due) => write(event + warm, due))
  await delay(Math.max(span.to - now(), 0))
  const after = await Promise.all([pid, ...others.values()].map(cpuMicros))
  await delay(SETTLE_MS)
  const ages = await sampler.tell()
  const written = answers.length / (warm + count)
  const answered = { p50: quantile(answers, 0.5), p99: quantile(answers, 0.99) }
  const [cores = 0, ...rest] = after.map(
    (micros, at) => (micros - (before[at] ?? 0)) / 1_000 / SPAN_MS,
  )
  const expected = count * sampler.sockets
  let last = ages
  const deadline = now() + PATIENCE_MS
  while (last.events < expected && now() < deadline) {
    await delay(100)
    last = await sampler.tell()
  }
  if (lost !== undefined) throw new Error('the API server refused a change', { cause: lost })
  return {
    ages,
    delivered: ages.events / expected,
    written,
    answered,
    cores,
    otherCores: rest.reduce((sum, one) => sum + one, 0),
    caughtUp: last.events >= expected,
  }
}

function describe({ ages, delivered, written, answered, cores, otherCores }: Cell): string {
  const times = [ages.p50, ages.p99, ages.p999].map((ms) => ms.toFixed(1)).join(' / ')
  const arrived = delivered < SATURATED ? 'saturated' : `p50 / p99 / p99.9 ${times} ms`
  const shares = `${percent(delivered)} delivered, ${percent(written)} written`
  const api = `the API server's answers ${answered.p50.toFixed(1)} / ${answered.p99.toFixed(1)} ms`
  return `${arrived}, ${shares}, ${api}, ${cores.toFixed(2)} cores, others ${otherCores.toFixed(2)}`
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

function idOf(mode: string, rate: number, name: string): string {
  return `B2 ${mode} ${rate}/s ${name}`
}

/** Medians over turns; a cell that was saturated in most turns has no times. */
function judge(mode: string, rate: number): readonly object[] {
  const [ours, theirs] = ['Argus', 'Watch + send'].map((name) => cells.get(idOf(mode, rate, name)))
  const told = [ours, theirs].flatMap((all, at) => {
    const name = at === 0 ? 'Argus' : 'Watch + send'
    return all === undefined ? [] : summed(idOf(mode, rate, name), all)
  })
  if (ours === undefined) return told
  const mine = idOf(mode, rate, 'Argus')
  const of = (all: readonly Cell[], read: (cell: Cell) => number) => median(all.map(read))
  const alone =
    rate !== 200
      ? []
      : [
          judged(
            `${mine} delivered`,
            of(ours, ({ delivered }) => delivered),
            { least: 1 },
          ),
          judged(
            `${mine} cores of the gateway`,
            of(ours, ({ cores }) => cores),
            { most: 0.5 },
          ),
          judged(
            `${mine} p50 ms`,
            of(ours, ({ ages }) => ages.p50),
            { most: 35 },
          ),
          judged(
            `${mine} p99 ms`,
            of(ours, ({ ages }) => ages.p99),
            { most: 60 },
          ),
          judged(
            `${mine} p50 ms, stretch`,
            of(ours, ({ ages }) => ages.p50),
            { most: 20 },
          ),
          judged(
            `${mine} p99 ms, stretch`,
            of(ours, ({ ages }) => ages.p99),
            { most: 50 },
          ),
        ]
  if (theirs === undefined) return [...told, ...alone]
  const both = idOf(mode, rate, 'Argus/Watch + send')
  const ratio = (read: (cell: Cell) => number) => of(ours, read) / of(theirs, read)
  const beside =
    rate === 40
      ? [
          judged(
            `${both} cores`,
            ratio(({ cores }) => cores),
            { most: 0.7 },
          ),
          judged(
            `${both} p99`,
            ratio(({ ages }) => ages.p99),
            { most: 2 },
          ),
        ]
      : rate === 10
        ? [
            judged(
              `${both} p50`,
              ratio(({ ages }) => ages.p50),
              { most: 1 },
            ),
          ]
        : []
  return [...told, ...alone, ...beside]
}

function summed(id: string, all: readonly Cell[]): readonly object[] {
  const fits = all.filter(({ delivered }) => delivered >= SATURATED)
  const times = (['p50', 'p99', 'p999'] as const).map((name) =>
    spread(
      fits.map(({ ages }) => ages[name]),
      0,
    ),
  )
  const shares = all.map(({ delivered }) => delivered * 100)
  const arrived =
    fits.length * 2 > all.length ? `p50 / p99 / p99.9 ${times.join(' / ')} ms` : 'saturated'
  const cores = spread(
    all.map((cell) => cell.cores),
    2,
  )
  const api = (['p50', 'p99'] as const).map((name) =>
    spread(
      all.map(({ answered }) => answered[name]),
      0,
    ),
  )
  console.log(
    `${id}: ${arrived}, ${spread(shares)} % delivered, ${cores} cores; the API server's answers p50 / p99 ${api.join(' / ')} ms`,
  )
  return [judged(`${id} delivered`, median(shares) / 100)]
}
