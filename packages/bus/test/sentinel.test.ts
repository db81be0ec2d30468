import { freePort } from '@argus/testkit/free-port'
import { deafen } from '@argus/testkit/deafen'
import { findRedisServer } from '@argus/testkit/redis'
import { startRedisSentinels } from '@argus/testkit/redis-sentinels'
import { until } from '@argus/testkit/until'
import { describe, expect, test } from '@jest/globals'

import { openTopicLogReader } from '../src/follow.ts'
import { followNotices, openNoticePublisher, type NoticeSignal } from '../src/notices.ts'
import { openTopicLogWriter } from '../src/publish.ts'
import { Copy } from './copy.ts'
import { inStep } from './log.ts'
import { Owner, position, remove, topic, upsert } from './topic.ts'

const missing = findRedisServer() === undefined
const group = missing ? describe.skip : describe
const reason = missing ? ' (skipped: neither redis-server nor valkey-server is on PATH)' : ''

group(`behind three sentinels${reason}`, () => {
  test('a master that dies is replaced by its replica, even by one that had not heard all: nothing stays wrong', async () => {
    await using world = await startRedisSentinels()
    const { url, master, replica } = world
    const stop = new AbortController()
    await using writer = await openTopicLogWriter({ url })
    await using reader = await openTopicLogReader({ url })
    await using publisher = await openNoticePublisher(url)
    const heard: NoticeSignal[] = []
    const listening = (async () => {
      for await (const signal of followNotices(url, stop.signal)) heard.push(signal)
    })()
    const owner = await Owner.begin(writer)
    await owner.publish(upsert('/kept'), upsert('/removed later'))
    const copy = new Copy(reader.follow(topic, stop.signal))
    await inStep(copy, owner.position)
    await world.copied()
    // From here on the replica hears nothing, as when its link is slow and its master dies.
    await deafen(replica.ask)
    await owner.publish(upsert('/never copied'), remove('/removed later'))
    await inStep(copy, owner.position)
    expect(copy.keys).toEqual(['/kept', '/never copied'])

    await master.server.kill()
    const held = await until(async () => ({ at: await writer.renew(owner.lease) }), {
      what: 'another master',
      // Sentinels that vote for one another at the same moment vote again after a while.
      timeoutMs: 30_000,
    })
    expect(held.at).not.toEqual(owner.position)
    if (held.at !== undefined) {
      // Whoever writes where it believes the Topic to stand is refused, and nothing is announced.
      const refused = await writer.publish(owner.lease, owner.position, { time: 1, changes: [] })
      expect(refused).toEqual({ type: 'refused', why: 'position' })
    }
    const next =
      held.at === undefined
        ? await Owner.begin(writer)
        : new Owner(
            writer,
            owner.lease,
            position(await writer.startEpoch(owner.lease, { state: 'live', since: 1 })),
          )
    expect(next.position.epoch).not.toBe(owner.position.epoch)
    await next.publish(upsert('/after'), remove('/removed later'))
    // A promise that the follower breaks is told, rather than waited for.
    await Promise.race([inStep(copy, next.position), copy.ended()])
    expect(copy.keys).toEqual(['/after', '/kept'])
    await until(() => copy.status?.state === 'live', { what: 'a Topic that is live' })
    await until(
      async () => {
        await publisher.publish({ type: 'heartbeat', seq: 1, store: 'up' })
        return heard.some(({ type }) => type === 'heartbeat')
      },
      { what: 'a notice' },
    )
    stop.abort()
    await Promise.all([copy.ended(), listening])
  }, 60_000)

  test('none of which answers: both sides open all the same, and say so', async () => {
    const url = `redis-sentinel://127.0.0.1:${await freePort()}/argus`
    await using writer = await openTopicLogWriter({ url })
    expect(writer.reachable()).toMatch(/sentinels are unreachable/)
    await expect(writer.replicas()).rejects.toMatchObject({ name: 'BusError' })
  })
})
