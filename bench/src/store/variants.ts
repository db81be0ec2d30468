import { readFileSync } from 'node:fs'

import { openTopicLogWriter, type TopicLogWriter } from '@argus/bus/publish'
import { topicKey, type Topic } from '@argus/contracts/topic'
import type { Redis } from 'ioredis'

import type { Upsert } from './changes.ts'

/** One way to store and announce a batch, and one reader that is told of it. Disposing clears what it stored. */
export interface Variant extends AsyncDisposable {
  readonly name: VariantName
  /** Batches are handed over in order, many on their way at once. */
  write(batch: readonly Upsert[]): Promise<void>
  /** Bytes in Redis that only whoever comes back needs. */
  catchUpBytes(): Promise<number>
}

export const VARIANTS = ['argus', 'publish', 'stream', 'stream of objects'] as const
export type VariantName = (typeof VARIANTS)[number]

const topic: Topic = { cluster: 'prod', group: 'example.org', version: 'v1', resource: 'things' }
const base = `argus:{${topicKey(topic)}}`

/** Entries together hold so many changes, as many as a Topic has keys here. */
const KEPT_CHANGES = 10_000

export function openVariant(name: VariantName, url: string, redis: Redis): Promise<Variant> {
  switch (name) {
    case 'argus':
      return openArgus(url, redis)
    case 'publish':
      return openPublish(redis)
    case 'stream':
      return openStream(redis, { name, objects: false })
    case 'stream of objects':
      return openStream(redis, { name, objects: true })
  }
}

async function openArgus(url: string, redis: Redis): Promise<Variant> {
  const log = await openTopicLogWriter({ url })
  const lease = await log.acquire(topic, 'bench')
  if (lease === undefined) throw new Error('the lease is taken')
  const begun = await log.startEpoch(lease, { state: 'live', since: 1 })
  if (begun.type === 'refused') throw new Error('the first epoch was refused')
  let { position } = begun
  const renewing = keepRenewed(log, lease)
  const reader = await subscribe(redis)
  return {
    name: 'argus',
    async write(changes) {
      const expected = position
      position = { epoch: expected.epoch, seq: expected.seq + changes.length }
      const result = await log.publish(lease, expected, { time: 1, changes })
      if (result.type === 'refused') throw new Error(`a write was refused: its ${result.why}`)
    },
    catchUpBytes: () => bytesOf(redis, [`${base}:order`, `${base}:gone`]),
    async [Symbol.asyncDispose]() {
      clearInterval(renewing)
      reader.disconnect()
      await log[Symbol.asyncDispose]()
      await redis.flushall()
    },
  }
}

function keepRenewed(log: TopicLogWriter, lease: Parameters<TopicLogWriter['renew']>[0]) {
  return setInterval(() => {
    log.renew(lease).catch((error: unknown) => console.error('renewing the lease', error))
  }, 1_000)
}

async function openPublish(redis: Redis): Promise<Variant> {
  const reader = await subscribe(redis)
  return {
    name: 'publish',
    write: async (batch) => void (await redis.publish(base, announcement(batch))),
    catchUpBytes: async () => 0,
    async [Symbol.asyncDispose]() {
      reader.disconnect()
    },
  }
}

async function openStream(
  redis: Redis,
  { name, objects }: { readonly name: VariantName; readonly objects: boolean },
): Promise<Variant> {
  const source = readFileSync(new URL('write-stream.lua', import.meta.url), 'utf8')
  const sha = String(await redis.script('LOAD', source))
  const keys = [`${base}:stream`, `${base}:rows`, `${base}:objects`, `${base}:lease`]
  await redis.set(`${base}:lease`, 'bench token')
  const reader = await readStream(redis, `${base}:stream`)
  return {
    name,
    async write(batch) {
      const entry = announcement(batch)
      const carried = objects
        ? Buffer.concat([Buffer.from(entry), ...batch.map(({ object }) => object)])
        : entry
      const changes = batch.flatMap(({ record, object }) => [
        record.key,
        JSON.stringify(record),
        object,
      ])
      const limit = Math.ceil(KEPT_CHANGES / batch.length)
      await redis.evalsha(sha, keys.length, ...keys, 'bench token', limit, carried, ...changes)
    },
    catchUpBytes: () => bytesOf(redis, [`${base}:stream`]),
    async [Symbol.asyncDispose]() {
      reader.disconnect()
      await redis.flushall()
    },
  }
}

function announcement(batch: readonly Upsert[]): string {
  const records = batch.map(({ record }) => JSON.stringify({ seq: 1_000_000, ...record }))
  return `{"type":"batch","epoch":"0123456789abcdef","prev":999999,"at":1000000,"time":1,"records":[${records.join(',')}]}`
}

async function subscribe(redis: Redis): Promise<Redis> {
  const reader = redis.duplicate()
  reader.on('messageBuffer', () => undefined)
  await reader.subscribe(base)
  return reader
}

/** Reads what is appended, from the end, until the connection is gone. */
async function readStream(redis: Redis, stream: string): Promise<Redis> {
  const reader = redis.duplicate()
  const follow = async (): Promise<never> => {
    for (let last = '$'; ;) {
      const answer = await reader.xread('COUNT', 100, 'BLOCK', 1_000, 'STREAMS', stream, last)
      last = answer?.[0]?.[1].at(-1)?.[0] ?? last
    }
  }
  follow().catch(() => undefined) // The connection was closed at the end of the run.
  await reader.ping()
  return reader
}

async function bytesOf(redis: Redis, keys: readonly string[]): Promise<number> {
  const sizes = await Promise.all(keys.map((key) => redis.memory('USAGE', key, 'SAMPLES', 0)))
  return sizes.reduce<number>((sum, size) => sum + Number(size ?? 0), 0)
}
