import { describe, expect, it, test } from '@jest/globals'

import { changeArgs, pagesOf } from '../src/batch-args.ts'
import { META_FIELDS, parseMeta, shapeValues, statsValues, statusValues } from '../src/meta.ts'
import { parseObjectValue } from '../src/object-value.ts'
import { parseMessage, parseRecord } from '../src/record-text.ts'
import { remove, shape, upsert } from './topic.ts'

describe('a value of objects', () => {
  test('is its seq, a space, and the bytes, whatever they are', () => {
    const bytes = Buffer.from([0x20, 0x31, 0xff])
    const value = Buffer.concat([Buffer.from('9007199254740991 '), bytes])
    expect(parseObjectValue(value)).toEqual({ seq: 9_007_199_254_740_991, bytes })
  })

  it.each(['', '{"no":"seq"}', ' x', '12', '9007199254740993 x', 'x1 y'])('refuses %j', (text) => {
    expect(() => parseObjectValue(Buffer.from(text))).toThrow(/seq/)
  })
})

describe('a value of rows', () => {
  it.each(['', 'null', '{"key":"/a"}'])('that is %j is refused with its key', (text) => {
    expect(() => parseRecord('ns/a', text)).toThrow(/ns\/a/)
  })
})

test('a message that makes no sense is no message', () => {
  expect(parseMessage(Buffer.from('{"type":"batch","epoch":"e1"}'))).toBeUndefined()
  expect(parseMessage(Buffer.from('{"type":"epo'))).toBeUndefined()
})

describe('meta', () => {
  const values = (fields: { [field: string]: string }) =>
    META_FIELDS.map((it) => fields[it] ?? null)
  const place = { epoch: 'e1', seq: '7', floor: '2' }
  const status = { state: 'stale', since: 12.5, reason: 'the watch was lost' } as const
  const stats = { objects: 3, lag: 0.5, relists: 2, replica: 'a' }

  test('comes back as it was written', () => {
    const all = {
      ...place,
      time: '9',
      ...statusValues(status),
      ...shapeValues(shape),
      ...statsValues(stats),
    }
    expect(parseMeta(values(all))).toEqual({
      position: { epoch: 'e1', seq: 7 },
      floor: 2,
      time: 9,
      status,
      shape,
      stats,
    })
  })

  test('without shape, statistics and reason has none', () => {
    const bare = { ...place, ...statusValues({ state: 'live', since: 1 }) }
    const { status: found, ...rest } = parseMeta(values(bare)) ?? {}
    expect(found).toEqual({ state: 'live', since: 1 })
    expect(rest).toMatchObject({ shape: undefined, stats: undefined, time: 0 })
  })

  test('without an epoch is nothing; without a state it is refused', () => {
    expect(parseMeta(values({ seq: '7' }))).toBeUndefined()
    expect(() => parseMeta(values(place))).toThrow()
  })
})

describe('the arguments of a batch', () => {
  test('only the last change of a key is to be stored', () => {
    const all = [upsert('/a'), remove('/b'), remove('/a'), upsert('/b'), upsert('/b')]
    const args = changeArgs(all, 1)
    expect(args.map(([what, key]) => `${what} ${key}`)).toEqual([
      'u /a',
      'd /b',
      'D /a',
      'u /b',
      'U /b',
    ])
  })

  test('each change carries the seq that it will have, and so does its object', () => {
    const args = changeArgs([upsert('/a'), remove('/b'), upsert('/c')], 40)
    const records = args.map(([, , record]): unknown => JSON.parse(record))
    expect(records).toMatchObject([
      { seq: 41, key: '/a' },
      { seq: 42, key: '/b', type: 'DELETED' },
      { seq: 43, key: '/c' },
    ])
    const objects = [args[0], args[2]].map((one) => parseObjectValue(Buffer.from(one?.[3] ?? '')))
    expect(objects.map(({ seq }) => seq)).toEqual([41, 43])
    expect(JSON.parse(String(objects[0]?.bytes))).toMatchObject({ key: '/a' })
  })

  test('a batch is cut by number and by size, in order, and never into nothing', () => {
    const big = (key: string) => ({ ...upsert(key), object: Buffer.alloc(3 * 1024 * 1024) })
    const sizes = (changes: Parameters<typeof pagesOf>[0]) =>
      pagesOf(changes).map((it) => it.length)
    expect(sizes([])).toEqual([0])
    expect(sizes(Array.from({ length: 600 }, (_, i) => remove(`/${i}`)))).toEqual([256, 256, 88])
    expect(sizes([big('/a'), big('/b'), remove('/c'), big('/d')])).toEqual([1, 2, 1])
  })
})
