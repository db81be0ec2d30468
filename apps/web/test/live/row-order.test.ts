import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { hold, outOfPlace, reorder } from '../../src/live/row-order.ts'

describe('with values that change', () => {
  /** Ids and their values before and after; a value of 0 after means that the id went. */
  const changes = fc.uniqueArray(
    fc.tuple(fc.string({ minLength: 1, maxLength: 3 }), fc.nat(9), fc.nat(9)),
    { selector: ([id]) => id },
  )

  it('a sorted order stays sorted, and holds exactly what is there', () =>
    fc.assert(
      fc.property(changes, (ids) => {
        const { order, touch, present } = change(ids)
        expect(reorder(order, touch)).toEqual(present.toSorted(touch.compare))
      }),
    ))

  it('a held order keeps the places of what is there, and holds exactly what is there', () =>
    fc.assert(
      fc.property(changes, (ids) => {
        const { order, touch, present } = change(ids)
        const held = hold(order, touch)
        expect(held.toSorted(byText)).toEqual(present.toSorted(byText))
        const stayed = order.filter((id) => touch.present(id))
        expect(held.filter((id) => order.includes(id))).toEqual(stayed)
      }),
    ))
})

it('says how many rows do not stand where they belong', () => {
  const compare = (a: string, b: string) => a.localeCompare(b)
  expect(outOfPlace(['a', 'z', 'c'], new Set(['z']), compare)).toBe(1)
  expect(outOfPlace(['a', 'b', 'c'], new Set(['b']), compare)).toBe(0)
})

it('answers the same order where nothing was touched, so that nothing is drawn', () => {
  const order = ['a', 'b']
  expect(reorder(order, { touched: new Set(), present: () => true, compare: byText })).toBe(order)
})

function change(ids: readonly [string, number, number][]) {
  const before = new Map(ids.map(([id, value]) => [id, value]))
  const after = new Map(ids.map(([id, , value]) => [id, value]))
  const by = (values: ReadonlyMap<string, number>) => (a: string, b: string) =>
    (values.get(a) ?? 0) - (values.get(b) ?? 0) || byText(a, b)
  const listed = ids.map(([id]) => id).filter((id) => before.get(id) !== 0)
  const present = ids.map(([id]) => id).filter((id) => after.get(id) !== 0)
  const touched = new Set(ids.map(([id]) => id).filter((id) => before.get(id) !== after.get(id)))
  const touch = { touched, present: (id: string) => after.get(id) !== 0, compare: by(after) }
  return { order: listed.toSorted(by(before)), touch, present }
}

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
