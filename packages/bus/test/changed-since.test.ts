import { expect, test } from '@jest/globals'

import { GONE_MS } from '../src/timing.ts'
import { openLog } from './log.ts'
import { onEveryRedis } from './servers.ts'
import { Owner, remove, topic, upsert } from './topic.ts'

onEveryRedis('the changes since a position', (bench) => {
  test('are each changed or gone key once, by seq, as it is now', async () => {
    await using log = await openLog(bench)
    const owner = await Owner.begin(log.writer)
    const from = await owner.publish(upsert('/a'), upsert('/b'), upsert('/c'))
    await owner.publish(upsert('/a', '2'), remove('/b'))
    await owner.publish(upsert('/d'), upsert('/a', '3'), remove('/d'))
    expect(await log.reader.changedSince(topic, from)).toMatchObject({
      epoch: from.epoch,
      prev: from.seq,
      at: owner.position.seq,
      time: 42,
      records: [
        { key: '/b', type: 'DELETED', seq: from.seq + 2 },
        { key: '/a', resourceVersion: '3', seq: from.seq + 4 },
        { key: '/d', type: 'DELETED', seq: from.seq + 5 },
      ],
    })
  })

  test('are none where the Topic stands', async () => {
    await using log = await openLog(bench)
    const owner = await Owner.begin(log.writer)
    const at = await owner.publish(upsert('/a'))
    expect(await log.reader.changedSince(topic, at)).toMatchObject({
      prev: at.seq,
      at: at.seq,
      records: [],
    })
  })

  test('come whole, however many there are', async () => {
    await using log = await openLog(bench)
    const owner = await Owner.begin(log.writer)
    const from = owner.position
    for (let i = 0; i < 1_000; i += 200) {
      await owner.publish(...Array.from({ length: 200 }, (_, n) => upsert(`/n${i + n}`)))
    }
    await owner.publish(...Array.from({ length: 200 }, (_, n) => remove(`/n${n}`)))
    const changed = await log.reader.changedSince(topic, from)
    expect(changed?.records).toHaveLength(1_000)
    expect(changed?.records.filter(({ type }) => type === 'DELETED')).toHaveLength(200)
    const seqs = changed?.records.map(({ seq }) => seq) ?? []
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b))
  })

  test('cannot be told from below the floor, from another epoch, from the future, or of no Topic', async () => {
    await using log = await openLog(bench)
    const owner = await Owner.begin(log.writer)
    const { epoch, seq } = await owner.publish(upsert('/a'), remove('/a'))
    expect(await log.reader.changedSince(topic, { epoch: 'another', seq })).toBeUndefined()
    expect(await log.reader.changedSince(topic, { epoch, seq: seq + 1 })).toBeUndefined()
    expect(
      await log.reader.changedSince({ ...topic, version: 'v2' }, { epoch, seq }),
    ).toBeUndefined()
    expect(await log.reader.changedSince(topic, { epoch, seq: seq - 1 })).toBeDefined()
    await log.writerClock.advance(GONE_MS)
    await owner.publish(upsert('/b'))
    expect(await log.reader.changedSince(topic, { epoch, seq: seq - 1 })).toBeUndefined()
    expect(await log.reader.changedSince(topic, { epoch, seq })).toBeDefined()
  })
})
