import { expect, it } from '@jest/globals'
import fc from 'fast-check'

import type { LiveRow } from '../../src/live/resource-store.ts'
import { RowMap } from '../../src/live/row-map.ts'
import { item } from './rows.ts'

const step = fc.record({
  // To both sides of where one bucket becomes many, and many become more.
  first: fc.integer({ min: 0, max: 3_000 }),
  count: fc.integer({ min: 1, max: 3_000 }),
  gone: fc.boolean(),
})

it('holds after every draft what a map would hold, and before it what it held', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
      let rows = new RowMap<LiveRow>()
      let told = new Map<string, LiveRow>()
      for (const [at, { first, count, gone }] of steps.entries()) {
        const [rowsBefore, toldBefore] = [rows, told]
        const draft = rows.draft()
        told = new Map(told)
        for (const key of keys(first, count)) {
          const next = row(key, at)
          if (gone) draft.delete(key)
          else draft.set(key, next)
          if (gone) told.delete(key)
          else told.set(key, next)
        }
        rows = draft.done()
        expectSame(rows, told)
        expectSame(rowsBefore, toldBefore)
      }
    }),
    { numRuns: 20 },
  )
})

it('of few rows has them in the order in which they came', () => {
  const draft = new RowMap<LiveRow>().draft()
  for (const key of ['b', 'a', 'c']) draft.set(key, row(key, 0))
  expect([...draft.done().keys()]).toEqual(['b', 'a', 'c'])
})

function expectSame(rows: RowMap<LiveRow>, told: ReadonlyMap<string, LiveRow>): void {
  expect(rows.size).toBe(told.size)
  expect(new Set(rows.keys()).size).toBe(told.size)
  expect([...rows].filter(([key, one]) => told.get(key) !== one)).toEqual([])
  expect(keys(0, 6_100).filter((key) => rows.get(key) !== told.get(key))).toEqual([])
}

function keys(first: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `default/object-${first + at}`)
}

function row(key: string, changed: number): LiveRow {
  const id = `prod/${key}`
  return { id, cluster: 'prod', item: item(key, { changed }), cameAt: undefined, was: [] }
}
