/**
 * What storing and announcing a change costs Redis: our publish script, beside a bare PUBLISH of the same announcement
 * and beside a store that appends to a stream (of announcements; and of announcements with objects). Each with one
 * reader, all in turns in one run, several times; CPU time of the Redis process by its own account. The last line is JSON.
 */
import { availableParallelism } from 'node:os'
import { startRedis } from '@argus/testkit/redis'
import { Redis } from 'ioredis'

import { median, spread } from './statistics.ts'
import { changesOf } from './store/changes.ts'
import { openVariant, VARIANTS, type Variant, type VariantName } from './store/variants.ts'

const KEYS = 10_000
/** Batches on their way at once, as a publisher has them. */
const IN_FLIGHT = 16
const BATCHES = [1, 16, 64] as const

const repetitions = Number(process.env['REPETITIONS'] ?? 5)
const events = Number(process.env['EVENTS'] ?? 20_000)

await using server = await startRedis({ kind: 'redis-server' })
const redis = new Redis(server.url, { enableAutoPipelining: true })
const ask = new Redis(server.url)
const version = /redis_version:(\S+)/.exec(await ask.info('server'))?.[1]
const changes = changesOf(Math.max(events, KEYS), KEYS)
const costs = new Map<string, number[]>()
const bytes = new Map<VariantName, number>()

for (let turn = 0; turn <= repetitions; turn += 1) {
  for (const batch of BATCHES) {
    for (const name of VARIANTS) {
      await using variant = await openVariant(name, server.url, redis)
      // The first time fills the keys: writing them anew is what is measured.
      await run(variant, { batch: 64, count: KEYS })
      const before = await cpuMicros(ask)
      await run(variant, { batch, count: events })
      const micros = (await cpuMicros(ask)) - before
      if (turn === 0) continue // Warms Redis and this process up.
      const id = `${name}, batches of ${batch}`
      costs.set(id, [...(costs.get(id) ?? []), micros / events])
      bytes.set(name, await variant.catchUpBytes())
    }
  }
}
for (const [id, values] of costs) console.log(`${id}: ${spread(values)} µs of Redis an event`)
for (const [name, size] of bytes) {
  console.log(`${name}: ${Math.round(size / KEYS)} bytes a key for catching up`)
}
redis.disconnect()
ask.disconnect()

const results = BATCHES.flatMap((batch) => [
  ratio(batch, 'stream of objects', 0.85),
  ratio(batch, 'stream'),
  ratio(batch, 'publish'),
])
const cores = availableParallelism()
console.log(
  JSON.stringify({ bench: 'store', node: process.version, redis: version, cores, results }),
)

function ratio(batch: number, than: VariantName, most?: number): object {
  const [over, under] = ['argus', than].map((name) =>
    median(costs.get(`${name}, batches of ${batch}`) ?? []),
  )
  const value = Math.round(((over ?? 0) / (under ?? 0)) * 1_000) / 1_000
  const id = `B13 batch ${batch} argus/${than}`
  return most === undefined ? { id, value } : { id, value, goal: `<=${most}`, ok: value <= most }
}

async function run(
  variant: Variant,
  { batch, count }: { readonly batch: number; readonly count: number },
): Promise<void> {
  const underWay = new Set<Promise<void>>()
  for (let from = 0; from < count; from += batch) {
    const writing = variant
      .write(changes.slice(from, Math.min(from + batch, count)))
      .finally(() => underWay.delete(writing))
    underWay.add(writing)
    if (underWay.size >= IN_FLIGHT) await Promise.race(underWay)
  }
  await Promise.all(underWay)
}

/** CPU time of the Redis process since it started, in user and kernel. */
async function cpuMicros(connection: Redis): Promise<number> {
  const text = await connection.info('cpu')
  const parts = ['user', 'sys'].map((kind) =>
    Number(new RegExp(`^used_cpu_${kind}:([\\d.]+)`, 'm').exec(text)?.[1]),
  )
  return parts.reduce((sum, seconds) => sum + seconds * 1_000_000, 0)
}
