/**
 * A day of changes and faults in twenty minutes: two watcher replicas that stay, one that comes and goes, clusters that
 * never stand still and something going wrong every few seconds. Of what stays, the memory that is left when all garbage
 * is collected and the file descriptors are looked at; twice a minute everything is compared. The last line is JSON; what is not as promised ends
 * it with 1.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { until } from '@argus/testkit/until'

import { churn, fill } from './fleet/churn.ts'
import { differences } from './fleet/compare.ts'
import { startFleet } from './fleet/fleet.ts'
import { troubles } from './soak/faults.ts'
import { useOf, type ProcessUse } from './soak/process-use.ts'
import { type LiveBytes, openHeapMeter } from './soak/live-heap.ts'
import { fit } from './soak/regression.ts'

const minutes = Number(process.env['MINUTES'] ?? 20)
const rate = Number(process.env['RATE'] ?? 300)
/** Caches fill and code is compiled before anything is said of memory. */
const WARM_UP = 0.5
const TROUBLE_MS = 6_000
const COMPARE_MS = Math.min(30_000, (minutes * 60_000) / 10)
const OBJECTS = 40
/** Percent of the memory an hour. */
const SLOPE = 1
/** A slope of which less is known says nothing: that is a failure, too. */
const KNOWN_TO = 15

await using fleet = await startFleet({ clusters: 6, kinds: 10 })
fill(fleet, OBJECTS)
const staying = [await fleet.start('one'), await fleet.start('two')]
const passing = { replica: await fleet.start('three') }
await equal('the first lists')
// A log of slow scripts that fills up is nothing that a day of changes leaves behind.
await fleet.ask.config('SET', 'slowlog-max-len', '0')
const redisPid = Number(/process_id:(\d+)/.exec(await fleet.ask.info('server'))?.[1])
const meters = await Promise.all(
  staying.map(async ({ replica, pid, inspector }) => {
    const meter = await openHeapMeter(inspector)
    return { name: `watcher ${replica}`, pid, live: () => meter.bytes(), meter }
  }),
)
const subjects = [
  ...meters,
  {
    name: 'redis-server',
    pid: redisPid,
    live: async () => {
      // Without what clients are owed at this moment, which comes and goes with the troubles.
      const told = /used_memory_dataset:(\d+)/.exec(await fleet.ask.info('memory'))?.[1]
      return { data: Number(told), code: 0 }
    },
  },
]
const looks = new Map(subjects.map(({ name }) => [name, [] as Look[]]))

interface Look extends ProcessUse, LiveBytes {
  readonly at: number
}

interface Result {
  readonly id: string
  readonly value: number
  readonly error?: number
  readonly goal: string
  readonly ok: boolean
}

const begun = performance.now()
const end = begun + minutes * 60_000
using changing = churn(
  fleet,
  { wrote: () => undefined },
  // Shares no divisor with the Topics or the objects: in the end each object was deleted and made anew.
  { objects: OBJECTS, rate, deleteEvery: 49 },
)
const happened = new Map<string, number>()
let compared = 0
for (let turn = 0, comparedAt = begun; performance.now() < end; turn += 1) {
  await delay(TROUBLE_MS)
  const all = troubles(fleet, passing)
  const trouble = all[turn % all.length]!
  await trouble.happen(turn)
  happened.set(trouble.name, (happened.get(trouble.name) ?? 0) + 1)
  if (performance.now() - comparedAt < COMPARE_MS) continue
  changing.paused = true
  await equal(`after "${trouble.name}", ${changing.writes} writes`)
  await look()
  changing.paused = false
  compared += 1
  comparedAt = performance.now()
}
changing.paused = true
await equal('the end')
compared += 1
for (const { meter } of meters) meter[Symbol.dispose]()

console.log(`${minutes} minutes, ${changing.writes} writes, ${compared} comparisons, all equal`)
console.log([...happened].map(([name, times]) => `${name} ${times}`).join(', '))
const results = [
  judgeMemory(
    'both watchers',
    meters.map(({ name }) => name),
  ),
  judgeMemory('redis-server', ['redis-server']),
  ...subjects.map(({ name }) => judgeDescriptors(name)),
]
console.log(JSON.stringify({ bench: 'soak', node: process.version, minutes, results }))
if (results.some(({ ok }) => !ok)) process.exitCode = 1

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1)
}

/** When nothing is under way: what is there then is what is kept. */
async function look(): Promise<void> {
  for (const { name, pid, live } of subjects) {
    const bytes = await live()
    const use = await useOf(pid)
    if (use === undefined) throw new Error(`${name} has ended`)
    looks.get(name)?.push({ ...use, ...bytes, at: performance.now() - begun })
  }
}

/** Processes whose memory is told as one: Topics move between replicas, and what one holds more the other holds less. */
function judgeMemory(name: string, members: readonly string[]): Result {
  const all = members.map((member) => settled(member))
  const points = (all[0] ?? []).map(({ at }, turn) => {
    const sum = (of: 'data' | 'code' | 'residentBytes'): number =>
      all.reduce((bytes, member) => bytes + (member[turn]?.[of] ?? Number.NaN), 0)
    return { at, data: sum('data'), code: sum('code'), resident: sum('residentBytes') }
  })
  const { slope, error, middle } = fit(points.map(({ at, data }) => [at / 3_600_000, data]))
  const percent = (bytes: number): number => Math.round((bytes / middle) * 1_000) / 10
  const code = [points.at(0)?.code ?? 0, points.at(-1)?.code ?? 0].map(megabytes).join(' to ')
  const resident = Math.max(...points.map((point) => point.resident))
  const [value, uncertain] = [percent(slope), percent(error)]
  console.log(
    `${name}: ${megabytes(middle)} MB live, ${value} ± ${uncertain} %/h of ${points.length} looks; code ${code} MB; at most ${megabytes(resident)} MB resident`,
  )
  return {
    id: `B14 ${name} memory %/h`,
    value,
    error: uncertain,
    goal: `<=${SLOPE} within two errors of at most ${KNOWN_TO} together`,
    ok: value - 2 * uncertain <= SLOPE && 2 * uncertain <= KNOWN_TO,
  }
}

function judgeDescriptors(name: string): Result {
  const descriptors = settled(name).map((one) => one.descriptors)
  const half = Math.floor(descriptors.length / 2)
  const [before = 0, after = 0] = [descriptors.slice(0, half), descriptors.slice(half)].map(
    (part) => Math.max(...part),
  )
  console.log(`${name}: at most ${before} descriptors at first, ${after} later`)
  return {
    id: `B14 ${name} descriptors, later against first`,
    value: after - before,
    goal: '<=2',
    ok: after - before <= 2,
  }
}

/** What was seen of one after the warm-up. */
function settled(name: string): readonly Look[] {
  return (looks.get(name) ?? []).filter(({ at }) => at > WARM_UP * (end - begun))
}

/** Waits until the topic log holds what the clusters hold; throws with the differences where it never does. */
async function equal(when: string): Promise<void> {
  let found: readonly string[] = []
  try {
    await until(async () => (found = await differences(fleet)).length === 0, {
      what: `the topic log to equal the clusters: ${when}`,
      timeoutMs: 40_000,
    })
  } catch (error) {
    throw new Error(found.slice(0, 10).join('\n'), { cause: error })
  }
}
