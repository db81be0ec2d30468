import { expect, test } from '@jest/globals'
import { Redis } from 'ioredis'

import { openTopicLogWriter } from '../src/publish.ts'
import { onEveryRedis } from './servers.ts'

onEveryRedis('the replicas of the watcher', (bench) => {
  test('that were heard are listed, those that retired or fell silent are not', async () => {
    const prefix = bench.prefix()
    await using log = await openTopicLogWriter({ url: bench.redis.url, prefix })
    const redis = new Redis(bench.redis.url)
    for (const replica of ['c', 'a', 'b']) await log.heartbeat(replica)
    // Six seconds to the millisecond: whoever is found a second late is missed for a second more.
    const now = Date.now()
    await redis.zadd(`${prefix}:watchers`, now - 6_001, 'dead', now - 60_000, 'long dead')
    expect(await log.replicas()).toEqual(['a', 'b', 'c'])
    await log.retire('b')
    expect(await log.replicas()).toEqual(['a', 'c'])
    redis.disconnect()
  })
})

test('an address that is none is refused at once', async () => {
  await expect(openTopicLogWriter({ url: 'localhost:6379' })).rejects.toThrow(/redis:\/\//)
})
