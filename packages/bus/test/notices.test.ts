import { startRedis } from '@argus/testkit/redis'
import { until } from '@argus/testkit/until'
import type { Announcement } from '@argus/contracts/notice'
import { expect, test } from '@jest/globals'
import { Redis } from 'ioredis'

import { followNotices, openNoticePublisher, type NoticeSignal } from '../src/notices.ts'
import { onEveryRedis } from './servers.ts'

const heartbeat: Announcement = { type: 'heartbeat', seq: 4, store: 'up' }
const revoked: Announcement = {
  type: 'notices',
  notices: [
    {
      seq: 5,
      at: 1,
      what: {
        type: 'session_revoked',
        sessionId: '0d3ddc0c-2f0f-4d8c-8a2c-0c8a3f6f8a11',
        userId: '7a1f0a5e-4f43-4a0a-9d0e-52c7f6b0a9aa',
      },
    },
  ],
}
const UP = { type: 'bus', up: true }
const DOWN = { type: 'bus', up: false }

onEveryRedis('notices', (bench) => {
  test('reach everybody who listens, after word that the bus is up', async () => {
    const prefix = bench.prefix()
    await using publisher = await openNoticePublisher(bench.redis.url, { prefix })
    await using one = listen(bench.redis.url, prefix)
    await using two = listen(bench.redis.url, prefix)
    await until(() => one.heard.length + two.heard.length === 2, { what: 'both' })
    await publisher.publish(heartbeat)
    await publisher.publish(revoked)
    for (const { heard } of [one, two]) {
      await until(() => heard.length === 3, { what: 'both announcements' })
      expect(heard).toEqual([UP, heartbeat, revoked])
    }
  })

  test('one that cannot be read counts as an interruption', async () => {
    const prefix = bench.prefix()
    await using ears = listen(bench.redis.url, prefix)
    await until(() => ears.heard.length === 1, { what: 'the bus' })
    const redis = new Redis(bench.redis.url)
    await redis.publish(`${prefix}:notices`, '{"type":"of a version to come"}')
    await until(() => ears.heard.length === 3, { what: 'an interruption' })
    expect(ears.heard).toEqual([UP, DOWN, UP])
    redis.disconnect()
  })

  test('a Redis that goes away is told at once, and so is its return', async () => {
    await using redis = await startRedis({ kind: bench.kind })
    await using publisher = await openNoticePublisher(redis.url)
    await using ears = listen(redis.url)
    await until(() => ears.heard.length === 1, { what: 'the bus' })
    await redis.kill()
    await until(() => ears.heard.at(-1)?.type === 'bus' && ears.heard.length > 1, { what: 'down' })
    expect(ears.heard.at(-1)).toEqual(DOWN)
    await expect(publisher.publish(heartbeat)).rejects.toMatchObject({ name: 'BusError' })
    await redis.restart()
    await until(() => publisher.reachable() === true, { what: 'the publisher' })
    await until(() => JSON.stringify(ears.heard.at(-1)) === JSON.stringify(UP), { what: 'up' })
    await publisher.publish(revoked)
    await until(() => ears.heard.at(-1)?.type === 'notices', { what: 'a notice' })
  })

  test('with no Redis at all, down is the first word', async () => {
    await using redis = await startRedis({ kind: bench.kind })
    await redis.kill()
    await using ears = listen(redis.url)
    await until(() => ears.heard.length > 0, { what: 'the first word' })
    expect(ears.heard[0]).toEqual(DOWN)
  })
})

function listen(url: string, prefix?: string) {
  const stop = new AbortController()
  const heard: NoticeSignal[] = []
  const following = (async () => {
    const options = prefix === undefined ? {} : { prefix }
    for await (const signal of followNotices(url, stop.signal, options)) heard.push(signal)
  })()
  return {
    heard,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await following
    },
  }
}
