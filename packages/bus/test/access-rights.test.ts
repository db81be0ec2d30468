import { findRedisServer, startRedis, type TestRedis } from '@argus/testkit/redis'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { until } from '@argus/testkit/until'
import { Redis } from 'ioredis'

import { openTopicLogReader } from '../src/follow.ts'
import { followNotices, openNoticePublisher, type NoticeSignal } from '../src/notices.ts'
import { openTopicLogWriter } from '../src/publish.ts'
import { Copy } from './copy.ts'
import { inStep } from './log.ts'
import { Owner, remove, shape, topic, upsert } from './topic.ts'

/** What each service may do in Redis, and no more. An operator gives its user these rules. */
const RULES = {
  watcher:
    'resetchannels &argus:{* &argus:catalog resetkeys ~argus:{* ~argus:watchers ~argus:wanted ~argus:catalog -@all +hello +auth +ping +client|setname +select +evalsha +eval +script|load +get +set +del +pexpire +hget +hmget +hset +hsetnx +hdel +hkeys +hincrby +hscan +zadd +zrem +zcard +zrange +zrangebyscore +zrevrangebyscore +zremrangebyscore +publish +time',
  gateway:
    'resetchannels &argus:* resetkeys %R~argus:* -@all +hello +auth +ping +client|setname +select +subscribe +unsubscribe +pttl +hget +hmget +hscan +zrangebyscore',
  auth: 'resetchannels &argus:notices resetkeys -@all +hello +auth +ping +client|setname +select +publish',
}

const missing = findRedisServer() === undefined
const reason = missing ? ' (skipped: neither redis-server nor valkey-server is on PATH)' : ''
const group = missing ? describe.skip : describe

group(`with no more rights in Redis than they need${reason}`, () => {
  let redis: TestRedis
  let operator: Redis
  beforeAll(async () => {
    redis = await startRedis({ kind: 'redis-server' })
    operator = new Redis(redis.url)
    for (const [user, rules] of Object.entries(RULES)) {
      await operator.acl('SETUSER', user, 'on', `>${user}-password`, ...rules.split(' '))
    }
  })
  afterAll(async () => {
    operator.disconnect()
    await redis[Symbol.asyncDispose]()
  })

  const as = (user: string) => redis.url.replace('//', `//${user}:${user}-password@`)

  test('watcher, gateway and auth can do all of their work', async () => {
    const faults: Error[] = []
    const onFault = (error: Error) => faults.push(error)
    await using writer = await openTopicLogWriter({ url: as('watcher'), onFault })
    await using reader = await openTopicLogReader({ url: as('gateway'), onFault })
    await using publisher = await openNoticePublisher(as('auth'))
    const stop = new AbortController()
    const owner = await Owner.begin(writer)
    await owner.publish(upsert('/a'), upsert('/b'), remove('/b'))
    const copy = new Copy(reader.follow(topic, stop.signal))
    await inStep(copy, owner.position)
    await owner.publish(upsert('/c'))
    await writer.setShape(owner.lease, shape)
    await inStep(copy, owner.position)
    await until(() => copy.shape, { what: 'the shape' })
    expect(await writer.renew(owner.lease)).toEqual(owner.position)
    await writer.setStats(owner.lease, { objects: 2, lag: 1, relists: 0, replica: 'a' })
    expect(await writer.readMeta(topic)).toMatchObject({ stats: { objects: 2 } })
    expect((await Array.fromAsync(writer.readIndex(topic))).flat()).toHaveLength(2)
    expect((await reader.readObjects(topic, ['/a'])).size).toBe(1)
    expect(await reader.changedSince(topic, { ...owner.position, seq: 1 })).toBeDefined()
    await writer.heartbeat('a')
    expect(await writer.replicas()).toEqual(['a'])
    await writer.retire('a')
    await writer.putCluster('prod', { name: 'prod', labels: {}, state: 'live' })
    const catalogs = reader.catalog(stop.signal)[Symbol.asyncIterator]()
    expect((await catalogs.next()).value).toMatchObject({
      clusters: new Map([['prod', expect.anything()]]),
    })
    await writer.removeCluster('prod')
    expect((await catalogs.next()).value).toMatchObject({ clusters: new Map() })
    await writer.release(owner.lease)
    const heard: NoticeSignal[] = []
    const listening = (async () => {
      for await (const signal of followNotices(as('gateway'), stop.signal)) heard.push(signal)
    })()
    await until(() => heard.length === 1, { what: 'the bus' })
    await publisher.publish({ type: 'heartbeat', seq: 1, store: 'up' })
    await until(() => heard.length === 2, { what: 'the heartbeat' })
    stop.abort()
    await Promise.all([copy.ended(), listening])
    expect(faults).toEqual([])
  })

  const T = 'argus:{prod/core/v1/pods}'
  test.each<[keyof typeof RULES, string[]]>([
    ['gateway', ['HSET', `${T}:rows`, '/a', '{}']],
    ['gateway', ['DEL', `${T}:lease`]],
    ['gateway', ['EVAL', 'return 1', '0']],
    ['gateway', ['PUBLISH', T, '{}']],
    ['gateway', ['PUBLISH', 'argus:notices', '{}']],
    ['watcher', ['PUBLISH', 'argus:notices', '{}']],
    ['watcher', ['SET', 'another:key', '1']],
    ['watcher', ['FLUSHALL']],
    ['watcher', ['CONFIG', 'GET', '*']],
    ['auth', ['GET', `${T}:meta`]],
    ['auth', ['PUBLISH', T, '{}']],
    ['auth', ['SUBSCRIBE', T]],
  ])('%s may not %j', async (user, [command = '', ...args]) => {
    expect(await operator.acl('DRYRUN', user, command, ...args)).toMatch(/no permissions/i)
  })
})
