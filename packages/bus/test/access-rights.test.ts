import { findRedisServer, startRedis, type TestRedis } from '@argus/testkit/redis'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { until } from '@argus/testkit/until'
import { topicKey } from '@argus/contracts/topic'
import { Redis } from 'ioredis'

import { openTopicLogReader } from '../src/follow.ts'
import { followNotices, openNoticePublisher, type NoticeSignal } from '../src/notices.ts'
import { openTopicLogWriter } from '../src/publish.ts'
import { followRegistry, openRegistryAnnouncer } from '../src/registry.ts'
import { Copy } from './copy.ts'
import { inStep } from './log.ts'
import { Owner, remove, shape, topic, upsert } from './topic.ts'
import { USERS } from './users.ts'

const T = `argus:{${topicKey(topic)}}`
const SHA = '0'.repeat(40)
const podsOfProd = { cluster: 'prod', group: 'core', resource: 'pods' }
const pods = { version: 'v1', namespaced: true, kind: 'Pod', shortNames: [], followed: true }

const missing = findRedisServer() === undefined
const reason = missing ? ' (skipped: neither redis-server nor valkey-server is on PATH)' : ''
const group = missing ? describe.skip : describe

group(`with no more rights in Redis than they need${reason}`, () => {
  let redis: TestRedis
  let operator: Redis
  beforeAll(async () => {
    redis = await startRedis({ kind: 'redis-server' })
    operator = new Redis(redis.url)
    for (const [user = '', ...rules] of USERS) await operator.acl('SETUSER', user, ...rules)
  })
  afterAll(async () => {
    operator.disconnect()
    await redis[Symbol.asyncDispose]()
  })

  const as = (service: string) =>
    redis.url.replace('//', `//argus-${service}:change-me-${service}@`)

  test('W-14 watcher, gateway and auth can do all of their work', async () => {
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
    const uplink = {
      cluster: 'prod',
      line: '1',
      replica: 'a',
      connected: true,
      since: 1,
      version: '1',
    }
    await writer.claimUplink(uplink)
    expect(await writer.keepUplink(uplink)).toBe(true)
    expect(await writer.uplinks()).toMatchObject(new Map([['prod', { replica: 'a' }]]))
    await writer.leaveUplink(uplink)
    await writer.putCluster('prod', { name: 'prod', labels: {}, state: 'live' })
    const catalogs = reader.catalog(stop.signal)[Symbol.asyncIterator]()
    expect((await catalogs.next()).value).toMatchObject({
      clusters: new Map([['prod', expect.anything()]]),
    })
    await writer.putResource(podsOfProd, pods)
    expect((await catalogs.next()).value).toMatchObject({ resources: { size: 1 } })
    await writer.removeResource(podsOfProd)
    expect((await catalogs.next()).value).toMatchObject({ resources: { size: 0 } })
    await reader.want([podsOfProd])
    expect(await writer.readWanted(Date.now())).toEqual([podsOfProd])
    await writer.removeCluster('prod')
    expect((await catalogs.next()).value).toMatchObject({ clusters: new Map() })
    expect(await writer.leaseLeft(topic)).toBeGreaterThan(0)
    await writer.release(owner.lease)
    const heard: NoticeSignal[] = []
    const listening = (async () => {
      for await (const signal of followNotices(as('gateway'), stop.signal)) heard.push(signal)
    })()
    await until(() => heard.length === 1, { what: 'the bus' })
    await publisher.publish({ type: 'heartbeat', seq: 1, store: 'up' })
    await until(() => heard.length === 2, { what: 'the heartbeat' })
    await using announcer = await openRegistryAnnouncer(as('watcher'))
    const told: (NoticeSignal | 'changed')[] = []
    const watching = (async () => {
      for await (const signal of followNotices(as('watcher'), stop.signal)) told.push(signal)
    })()
    const looking = (async () => {
      for await (const change of followRegistry(as('watcher'), stop.signal)) told.push(change)
    })()
    await until(() => told.length === 2, { what: 'what the watcher hears' })
    await announcer.announce()
    await publisher.publish({ type: 'heartbeat', seq: 2, store: 'up' })
    await until(() => told.length === 4, { what: 'a notice and a change of the registry' })
    stop.abort()
    await Promise.all([copy.ended(), listening, watching, looking])
    expect(faults).toEqual([])
  })

  const dryRun = (user: string, [command = '', ...args]: readonly string[]) =>
    operator.acl('DRYRUN', `argus-${user}`, command, ...args)

  test.each<[string, string[]]>([
    ['watcher', ['EVALSHA', SHA, '1', `${T}:lease`]],
    ['watcher', ['EVAL', 'return 1', '1', `${T}:lease`]],
    ['watcher', ['SET', `${T}:lease`, 'a', 'PX', '6000', 'NX']],
    ['watcher', ['PTTL', `${T}:lease`]],
    ['watcher', ['HSET', `${T}:rows`, '/a', '{}']],
    ['watcher', ['ZADD', 'argus:watchers', '1', 'a']],
    ['watcher', ['ZREMRANGEBYSCORE', 'argus:wanted', '-inf', '1']],
    ['watcher', ['HSET', 'argus:catalog', 'prod', '{}']],
    ['watcher', ['PUBLISH', T, '{}']],
    ['watcher', ['PUBLISH', 'argus:catalog', '1']],
    ['watcher', ['PUBLISH', 'argus:registry', '']],
    ['watcher', ['SPUBLISH', T, '{}']],
    ['watcher', ['SUBSCRIBE', 'argus:notices']],
    ['watcher', ['SSUBSCRIBE', 'argus:registry']],
    ['watcher', ['CLUSTER', 'SLOTS']],
    ['gateway', ['HMGET', `${T}:rows`, '/a']],
    ['gateway', ['ZRANGEBYSCORE', `${T}:order`, '0', '+inf']],
    ['gateway', ['PTTL', `${T}:lease`]],
    ['gateway', ['HSCAN', 'argus:catalog', '0']],
    ['gateway', ['SUBSCRIBE', T]],
    ['gateway', ['SSUBSCRIBE', T]],
    ['gateway', ['SUBSCRIBE', 'argus:notices']],
    ['gateway', ['ZADD', 'argus:wanted', '1', 'prod/core/pods']],
    ['auth', ['PUBLISH', 'argus:notices', '{}']],
    ['auth', ['SPUBLISH', 'argus:notices', '{}']],
  ])('W-14 %s may %j', async (user, command) => {
    expect(await dryRun(user, command)).toBe('OK')
  })

  test.each<[string, string[]]>([
    ['gateway', ['HSET', `${T}:rows`, '/a', '{}']],
    ['gateway', ['ZADD', `${T}:order`, '1', '/a']],
    ['gateway', ['ZADD', 'argus:watchers', '1', 'a']],
    ['gateway', ['ZRANGEBYSCORE', 'argus:wanted', '0', '+inf']],
    ['gateway', ['HSET', 'argus:catalog', 'prod', '{}']],
    ['gateway', ['DEL', `${T}:lease`]],
    ['gateway', ['DEL', 'argus:wanted']],
    ['gateway', ['EVAL', 'return 1', '0']],
    ['gateway', ['EVALSHA', SHA, '0']],
    ['gateway', ['SCRIPT', 'LOAD', 'return 1']],
    ['gateway', ['PUBLISH', T, '{}']],
    ['gateway', ['SPUBLISH', T, '{}']],
    ['gateway', ['PUBLISH', 'argus:notices', '{}']],
    ['gateway', ['SUBSCRIBE', 'argus:registry']],
    ['gateway', ['SSUBSCRIBE', 'argus:registry']],
    ['gateway', ['PSUBSCRIBE', '*']],
    ['gateway', ['HGET', 'another:key', 'a']],
    ['watcher', ['PUBLISH', 'argus:notices', '{}']],
    ['watcher', ['SUBSCRIBE', T]],
    ['watcher', ['SSUBSCRIBE', T]],
    ['watcher', ['SPUBLISH', 'argus:notices', '{}']],
    ['watcher', ['SET', 'another:key', '1']],
    ['watcher', ['EVAL', 'return 1', '1', 'another:key']],
    ['auth', ['GET', `${T}:meta`]],
    ['auth', ['ZADD', 'argus:wanted', '1', 'prod/core/pods']],
    ['auth', ['PUBLISH', T, '{}']],
    ['auth', ['PUBLISH', 'argus:registry', '']],
    ['auth', ['SUBSCRIBE', T]],
    ['auth', ['EVAL', 'return 1', '0']],
  ])('W-14 %s may not %j', async (user, command) => {
    expect(await dryRun(user, command)).toMatch(/no permissions/i)
  })

  test.each([
    ['CONFIG', 'GET', '*'],
    ['CONFIG', 'SET', 'dir', '/'],
    ['KEYS', '*'],
    ['SCAN', '0'],
    ['FLUSHALL'],
    ['FLUSHDB'],
    ['MONITOR'],
    ['DEBUG', 'SLEEP', '1'],
    ['CLIENT', 'LIST'],
    ['ACL', 'LIST'],
    ['REPLICAOF', 'NO', 'ONE'],
    ['SHUTDOWN'],
    ['SWAPDB', '0', '1'],
    ['CLUSTER', 'NODES'],
    ['CLUSTER', 'FAILOVER'],
    ['FUNCTION', 'LIST'],
  ])('W-14 nobody may ask for %s', async (...command) => {
    const answers = ['watcher', 'gateway', 'auth'].map((user) => dryRun(user, command))
    for (const answer of await Promise.all(answers)) expect(answer).toMatch(/no permissions/i)
  })
})
