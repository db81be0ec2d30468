import { describe, expect, test } from '@jest/globals'

import { ownerOf } from '../../src/topic/assignment.ts'

const names = Array.from({ length: 1_000 }, (_, i) => `prod-${i % 20}/example.org/kind${i}`)
const owners = (replicas: readonly string[]) => names.map((name) => ownerOf(name, replicas))

describe('who owns a resource', () => {
  test('is nobody where nobody lives', () => {
    expect(ownerOf('prod/example.org/things', [])).toBeUndefined()
  })

  test('does not depend on the order in which replicas are known', () => {
    expect(owners(['a', 'b', 'c'])).toEqual(owners(['c', 'a', 'b']))
  })

  test('is spread evenly, also over names that differ in one digit', () => {
    const shares = Map.groupBy(
      owners(['watcher-0', 'watcher-1', 'watcher-2', 'watcher-3']),
      (it) => it,
    )
    for (const share of shares.values()) {
      expect(share.length).toBeGreaterThan(180)
      expect(share.length).toBeLessThan(320)
    }
    expect(shares.size).toBe(4)
  })

  test('changes for its own share alone when a replica joins', () => {
    const before = owners(['a', 'b', 'c'])
    const after = owners(['a', 'b', 'c', 'd'])
    const moved = names.filter((_, i) => before[i] !== after[i])
    expect(moved.every((name) => ownerOf(name, ['a', 'b', 'c', 'd']) === 'd')).toBe(true)
    expect(moved.length).toBeLessThan(330)
  })

  test('changes for its own share alone when a replica leaves', () => {
    const before = owners(['a', 'b', 'c'])
    const after = owners(['a', 'b'])
    expect(names.filter((_, i) => before[i] !== 'c' && before[i] !== after[i])).toEqual([])
  })
})
