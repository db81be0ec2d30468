import { expect, test } from '@jest/globals'

import { WANT_AGAIN_MS, WANTED_MS } from '../src/follow.ts'
import { WANTED_LIMIT } from '../src/timing.ts'
import { wantedKey } from '../src/topic-keys.ts'
import { openLog } from './log.ts'
import { onEveryRedis } from './servers.ts'

const pods = { cluster: 'prod', group: 'core', resource: 'pods' }
const nodes = { cluster: 'prod', group: 'core', resource: 'nodes' }

onEveryRedis('what somebody wants', (bench) => {
  test('is known for ten minutes after it was last asked for, the newest first', async () => {
    await using log = await openLog(bench)
    const { reader, writer, clock } = log
    expect(await writer.readWanted(clock.now())).toEqual([])
    await reader.want([pods])
    await log.check()
    await reader.want([nodes])
    expect(await writer.readWanted(clock.now())).toEqual([nodes, pods])
    const last = clock.now()
    expect(await writer.readWanted(last + WANTED_MS - 1)).toEqual([nodes])
    expect(await writer.readWanted(last + WANTED_MS)).toEqual([])
    expect(await log.redis.exists(wantedKey(log.prefix))).toBe(0)
  })

  test('asked for again and again, it stays wanted', async () => {
    await using log = await openLog(bench)
    await log.reader.want([pods])
    for (let passed = 0; passed < WANTED_MS; passed += WANT_AGAIN_MS) {
      await log.clock.advance(WANT_AGAIN_MS)
      await log.reader.want([pods])
    }
    expect(await log.writer.readWanted(log.clock.now() + WANTED_MS - 1)).toEqual([pods])
  })

  test('that is no resource is passed over, and of too many the newest count', async () => {
    await using log = await openLog(bench)
    const now = log.clock.now()
    await log.redis.zadd(wantedKey(log.prefix), now + 1, 'nonsense', now + 2, '../core/pods')
    expect(await log.writer.readWanted(now)).toEqual([])
    const many = Array.from({ length: WANTED_LIMIT }, (_, i) => ({ ...pods, resource: `kind${i}` }))
    await log.reader.want(many)
    await log.clock.advance(1)
    await log.reader.want([pods])
    const wanted = await log.writer.readWanted(now)
    expect(wanted).toHaveLength(WANTED_LIMIT)
    expect(wanted[0]).toEqual(pods)
  })

  test('asked for without a name, nothing is written', async () => {
    await using log = await openLog(bench)
    await log.reader.want([])
    expect(await log.redis.exists(wantedKey(log.prefix))).toBe(0)
  })
})
