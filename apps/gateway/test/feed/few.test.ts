import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { Few } from '../../src/feed/few.ts'

const step = fc.oneof(
  fc.record({ do: fc.constant('set' as const), key: fc.nat(3), value: fc.nat() }),
  fc.record({ do: fc.constant('delete' as const), key: fc.nat(3) }),
  fc.record({ do: fc.constant('clear' as const) }),
)

describe('a map of few', () => {
  it('holds what a Map would, after anything that is done to it', () => {
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const few = new Few<number, number>()
        const map = new Map<number, number>()
        for (const one of steps) {
          for (const each of [few, map]) {
            if (one.do === 'set') each.set(one.key, one.value)
            else if (one.do === 'delete') each.delete(one.key)
            else each.clear()
          }
          expect([...few]).toEqual([...map])
          expect(few.values()).toEqual([...map.values()])
          expect(few.size).toBe(map.size)
          for (let key = 0; key < 4; key += 1) expect(few.has(key)).toBe(map.has(key))
        }
      }),
    )
  })

  it('may lose what it is at while it is gone through', () => {
    const few = new Few<string, number>()
    few.set('one', 1)
    for (const [key] of few) few.delete(key)
    expect(few.size).toBe(0)
  })
})
