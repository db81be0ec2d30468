import { randomBytes } from 'node:crypto'

import { findRedisServer, startRedis, type RedisKind, type TestRedis } from '@argus/testkit/redis'
import { afterAll, beforeAll, describe } from '@jest/globals'

/** A server for a whole group of tests, and a prefix for each test. */
export interface Bench {
  readonly kind: RedisKind
  readonly redis: TestRedis
  /** Keys and channels of one test. */
  readonly prefix: () => string
}

/** Runs a group of tests on every server that the topic log claims to work on. */
export function onEveryRedis(name: string, tests: (bench: Bench) => void): void {
  const missing = findRedisServer() === undefined
  const reason = ' (skipped: neither redis-server nor valkey-server is on PATH)'
  const group = missing ? describe.skip : describe
  group(`${name}, on redis-server${missing ? reason : ''}`, () => onRedis('redis-server', tests))
  describe(`${name}, on the Redis in JavaScript`, () => onRedis('js', tests))
}

function onRedis(kind: RedisKind, tests: (bench: Bench) => void): void {
  let redis: TestRedis | undefined
  beforeAll(async () => {
    redis = await startRedis({ kind })
  })
  afterAll(async () => {
    await redis?.[Symbol.asyncDispose]()
  })
  tests({
    kind,
    get redis() {
      if (redis === undefined) throw new Error('asked for before the first test')
      return redis
    },
    prefix: () => `test-${randomBytes(6).toString('hex')}`,
  })
}
