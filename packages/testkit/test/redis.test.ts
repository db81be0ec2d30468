import { afterEach, describe, expect, test } from '@jest/globals'
import { Redis } from 'ioredis'

import { findRedisServer, startRedis, type RedisKind } from '../src/redis.ts'
import { until } from '../src/until.ts'

const clients: Redis[] = []
afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect()
})

function connect(url: string): Redis {
  const client = new Redis(url, {
    retryStrategy: () => 20,
    maxRetriesPerRequest: null,
    disconnectTimeout: 50,
  })
  client.on('error', () => {}) // Its server is killed on purpose.
  clients.push(client)
  return client
}

const [native, reason] =
  findRedisServer() === undefined
    ? [describe.skip, ' (skipped: neither redis-server nor valkey-server is on PATH)']
    : [describe, '']
native(`redis-server${reason}`, () => {
  behaves('redis-server')

  test('keeps its data over a crash where it is told to', async () => {
    await using redis = await startRedis({ kind: 'redis-server', persist: true })
    const client = connect(redis.url)
    await client.set('kept', 'yes')
    await redis.restart()
    expect(await client.get('kept')).toBe('yes')
  })
})

describe('the Redis in JavaScript', () => {
  behaves('js')

  test('refuses to promise that it keeps data', async () => {
    await expect(startRedis({ kind: 'js', persist: true })).rejects.toThrow(/keeps no data/)
  })
})

function behaves(kind: RedisKind): void {
  test('comes back empty, at the same address, after a crash', async () => {
    await using redis = await startRedis({ kind })
    const client = connect(redis.url)
    await client.set('key', 'value')
    await redis.kill()
    expect(redis.running).toBe(false)
    await redis.restart()
    expect(redis.running).toBe(true)
    expect(await client.get('key')).toBeNull()
  })

  test('frozen, it answers nothing until it is resumed', async () => {
    await using redis = await startRedis({ kind })
    const client = connect(redis.url)
    await client.ping()
    redis.pause()
    let answered = false
    const asked = client.ping().then(() => (answered = true))
    await expect(until(() => answered, { timeoutMs: 200, what: 'an answer' })).rejects.toThrow()
    redis.resume()
    await asked
    expect(redis.running).toBe(true)
  })

  test('is gone when it is disposed', async () => {
    const redis = await startRedis({ kind })
    await redis[Symbol.asyncDispose]()
    const client = new Redis(redis.url, { lazyConnect: true, retryStrategy: null })
    client.on('error', () => {}) // What is expected is the rejection.
    await expect(client.connect()).rejects.toThrow()
  })
}

test('a given server is used, and not ours to stop', async () => {
  await using server = await startRedis({ kind: 'js' })
  process.env['TEST_REDIS_URL'] = server.url
  try {
    await using redis = await startRedis()
    expect(redis.url).toBe(server.url)
    expect(() => redis.kill()).toThrow(/not ours to stop/)
  } finally {
    delete process.env['TEST_REDIS_URL']
  }
})

test('a server that cannot start says why', async () => {
  await using taken = await startRedis({ kind: 'js' })
  await expect(startRedis({ kind: 'js', port: taken.port })).rejects.toThrow(/EADDRINUSE/)
})
