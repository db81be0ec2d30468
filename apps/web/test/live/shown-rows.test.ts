import type { Health } from '@argus/contracts/row'
import { expect, it } from '@jest/globals'
import fc from 'fast-check'

import type { LiveRow } from '../../src/live/resource-store.ts'
import { lookThrough, takeIn, type Look } from '../../src/live/shown-rows.ts'
import { item } from './rows.ts'

const states: readonly Health[] = ['Failed', 'Current', 'Unknown']
const change = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  health: fc.option(fc.constantFrom(...states), { nil: undefined }),
  hidden: fc.boolean(),
})

it('what is shown after every change taken in is what one would see by looking at all rows', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const rows = new Map<string, LiveRow>()
      const look: Look = {
        rowOf: (id) => rows.get(id),
        passesOthers: ({ item: { reason } }) => reason !== 'hidden',
        listed: ({ item: { reason, health } }) => reason !== 'hidden' && health !== 'Unknown',
        isGhost: (id) => id === 'd',
      }
      const order = ['a', 'b', 'c', 'd']
      let shown = lookThrough(order, look)
      for (const { id, health, hidden } of changes) {
        const before = rows.get(id)
        const after = health === undefined ? undefined : rowOf(id, health, hidden)
        if (after === undefined) rows.delete(id)
        else rows.set(id, after)
        const anew = lookThrough(order, look)
        if (!takeIn(shown, { before, after }, look)) shown = anew
        expect({ ...shown, counts: above(shown.counts) }).toEqual({
          ...anew,
          counts: above(anew.counts),
        })
      }
    }),
  )
})

function rowOf(id: string, health: Health, hidden: boolean): LiveRow {
  const reason = hidden ? 'hidden' : ''
  return {
    id,
    cluster: 'prod',
    item: item(id, { health, reason }),
    cameAt: undefined,
    was: [],
  }
}

function above(counts: ReadonlyMap<Health, number>): readonly (readonly [Health, number])[] {
  return [...counts].filter(([, count]) => count > 0).toSorted(([a], [b]) => (a < b ? -1 : 1))
}
