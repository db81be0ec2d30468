import { freePort } from '@argus/testkit/free-port'
import { findRedisServer, startRedis } from '@argus/testkit/redis'
import { until } from '@argus/testkit/until'
import { describe, expect, test } from '@jest/globals'
import { Redis } from 'ioredis'

import { openTopicLogReader } from '../src/follow.ts'
import { followNotices, openNoticePublisher, type NoticeSignal } from '../src/notices.ts'
import { openTopicLogWriter } from '../src/publish.ts'
import { Copy } from './copy.ts'
import { inStep } from './log.ts'
import { Owner, position, remove, topic, upsert } from './topic.ts'

const PASSWORD = 'p@ss:word/1'
const missing = findRedisServer() === undefined
const group = missing ? describe.skip : describe
const reason = missing ? ' (skipped: neither redis-server nor valkey-server is on PATH)' : ''

group(`behind three sentinels${reason}`, () => {
  test('a master that dies is replaced by its replica, even by one that had not heard all: nothing stays wrong', async () => {
    await using world = await startWorld()
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
    await replica.ask('CONFIG', 'SET', 'masterauth', 'no longer')
    await replica.ask('CLIENT', 'KILL', 'TYPE', 'master')
    const deaf = async () =>
      String(await replica.ask('INFO', 'replication')).includes('master_link_status:down')
    await until(deaf, { what: 'a replica that hears nothing' })
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

/** A master, a replica and three sentinels, each of which asks for a password. */
async function startWorld() {
  await using made = new AsyncDisposableStack()
  const settings = { requirepass: PASSWORD, masterauth: PASSWORD, 'repl-diskless-sync-delay': '0' }
  const server = async (more: Readonly<Record<string, string>>) => {
    const it = made.use(
      await startRedis({ kind: 'redis-server', settings: { ...settings, ...more } }),
    )
    const redis = made.adopt(new Redis(it.url, { password: PASSWORD }), (one) => one.disconnect())
    redis.on('error', () => {}) // Its server is killed on purpose.
    return {
      server: it,
      ask: (command: string, ...args: string[]): Promise<unknown> => redis.call(command, ...args),
    }
  }
  const master = await server({})
  const replica = await server({ replicaof: `127.0.0.1 ${master.server.port}` })
  const copied = async () => {
    const offset = async ({ ask }: typeof master) =>
      /master_repl_offset:(\d+)/.exec(String(await ask('INFO', 'replication')))?.[1]
    const up = async () => String(await replica.ask('INFO', 'replication')).includes('status:up')
    const same = async () => (await up()) && (await offset(master)) === (await offset(replica))
    await until(same, { what: 'a replica that has everything' })
  }
  await copied()
  const sentinels = await Promise.all(
    [1, 2, 3].map(() =>
      startRedis({
        kind: 'redis-server',
        sentinel: [
          'requirepass sentinel-word',
          'sentinel sentinel-pass sentinel-word',
          `sentinel monitor argus 127.0.0.1 ${master.server.port} 2`,
          `sentinel auth-pass argus ${PASSWORD}`,
          'sentinel down-after-milliseconds argus 1000',
          'sentinel failover-timeout argus 2000',
        ],
      }),
    ),
  )
  for (const sentinel of sentinels) {
    made.use(sentinel)
    const redis = made.adopt(new Redis(sentinel.url, { password: 'sentinel-word' }), (one) =>
      one.disconnect(),
    )
    const knows = async () => {
      const master = String(await redis.call('SENTINEL', 'MASTER', 'argus'))
      return master.includes('num-slaves,1') && master.includes('num-other-sentinels,2')
    }
    await until(knows, { what: 'sentinels that know each other', timeoutMs: 20_000 })
  }
  const hosts = sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')
  const kept = made.move()
  return {
    url: `redis-sentinel://default:${encodeURIComponent(PASSWORD)}@${hosts}/argus?sentinel_password=sentinel-word`,
    master,
    replica,
    copied,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
