/**
 * What readers notice when watcher replicas come and go: four of them as processes, Topics on simulated clusters that
 * never stand still, and one thing after another: kill −9, a freeze for longer than a Lease, a replica more, one less,
 * all but one gone, and back. Measured at the topic log: how long a write waited to be announced there. The last line is
 * JSON; a result that is not as promised ends it with 1.
 */
import { availableParallelism } from 'node:os'
import { until } from '@argus/testkit/until'

import { churn, fill } from './fleet/churn.ts'
import { differences } from './fleet/compare.ts'
import { listen } from './fleet/ears.ts'
import { tryFence } from './fleet/fence.ts'
import { startFleet } from './fleet/fleet.ts'
import { startGround } from './fleet/phases.ts'
import { quantile } from './statistics.ts'

/** The life of a Lease and two seconds: what a Topic may stand still at most. */
const GAP_MS = 8_000
const KINDS = 10

const rounds = Number(process.env['ROUNDS'] ?? 3)
const wantedTopics = Number(process.env['TOPICS'] ?? 200)
const rate = Number(process.env['RATE'] ?? 400)
const objects = 10

await using fleet = await startFleet({ clusters: Math.ceil(wantedTopics / KINDS), kinds: KINDS })
fill(fleet, objects)
using ears = await listen(fleet)
const ground = await startGround(fleet, ears)
await ground.start('one', 'two', 'three', 'four')
const changing = churn(fleet, ears, { objects, rate, deleteEvery: 50 })
const topics = fleet.topics.length

for (let round = 0; round < rounds; round += 1) {
  await ground.phase('kill -9', () => ground.signal('one', 'SIGKILL'))
  await ground.phase('scale up', () => ground.start('one'))
  await ground.phase('freeze', () => ground.signal('two', 'SIGSTOP'))
  await ground.thaw('two')
  await ground.phase('scale down', () => ground.signal('three', 'SIGTERM'))
  await ground.phase('4 to 1', () => ground.signals(['two', 'four'], 'SIGTERM'))
  await ground.phase('1 to 4', () => ground.start('two', 'three', 'four'))
}
changing[Symbol.dispose]()
const fence = await tryFence(fleet.redis.url, fleet.ask)
const unequal = await until(async () => ((await differences(fleet)).length === 0 ? 'equal' : ''), {
  what: 'the topic log to equal the clusters',
  timeoutMs: 20_000,
}).catch(async () => (await differences(fleet)).slice(0, 5).join('; '))

console.log(
  `${topics} Topics of ${objects} objects on ${fleet.servers.length} clusters, ${rate} writes a second (${changing.writes} in all), ${rounds} rounds`,
)
console.log('gap: how long a write waited to be announced, ms, of the Topics that changed hands')
const results: {
  readonly id: string
  readonly value: number | string
  goal?: string
  ok?: boolean
}[] = []
for (const [name, { gaps, moved, extra, still, lists }] of ground.phases) {
  const line = [50, 99, 100].map(
    (q) => `${q === 100 ? 'max' : `p${q}`} ${Math.round(quantile(gaps, q / 100))}`,
  )
  console.log(
    `${name.padEnd(11)} ${line.join(', ')}; of the others max ${Math.round(Math.max(0, ...still))}; moved ${moved.join(', ')} of ${topics}, ${extra} of them for no reason; lists ${lists.join(', ')}`,
  )
  results.push(
    { id: `B11 ${name} gap p50 ms`, value: Math.round(quantile(gaps, 0.5)) },
    goal(`B11 ${name} gap p99 ms`, Math.round(quantile(gaps, 0.99)), GAP_MS),
    goal(`B11 ${name} Topics moved without need`, extra, 0),
  )
}
const { refused } = ground
console.log(
  `writes refused to replicas that were frozen: ${refused}; announcements out of order: ${ears.breaks.length}`,
)
console.log(
  `late writes: of ${fence.tried} the topic log took ${fence.taken}, a lock without a token in every write ${fence.takenByLock}`,
)
for (const text of ears.breaks.slice(0, 5)) console.log(text)
console.log(`final state: ${unequal}`)
results.push(
  goal('B11 announcements out of order', ears.breaks.length, 0),
  goal('B11 late writes taken', fence.taken, 0),
  { id: 'B11 late writes taken by a lock without a token', value: fence.takenByLock },
  { id: 'B11 final state', value: unequal, goal: 'equal', ok: unequal === 'equal' },
)
await ground[Symbol.asyncDispose]()
console.log(
  JSON.stringify({
    bench: 'failover',
    node: process.version,
    cores: availableParallelism(),
    results,
  }),
)
if (results.some(({ ok }) => ok === false)) process.exitCode = 1

function goal(id: string, value: number, most: number) {
  return { id, value, goal: `<=${most}`, ok: value <= most }
}
