import { describe, expect, it } from '@jest/globals'

import { filterOf, filterText, namesKey, passes } from '../../src/feed/filter.ts'
import { record } from '../records.ts'

const failed = record({ key: 'shop/cart', labels: { app: 'web' }, health: 'Failed' })

describe('a filter', () => {
  it.each([
    [{}, true],
    [{ name: 'cart' }, true],
    [{ name: 'shop/cart' }, false],
    [{ name: 'car' }, false],
    [{ labels: 'app=web' }, true],
    [{ labels: 'app!=web' }, false],
    [{ health: ['Failed' as const, 'Unknown' as const] }, true],
    [{ health: ['Current' as const] }, false],
    [{ name: 'cart', labels: 'app', health: ['Failed' as const] }, true],
    [{ name: 'cart', labels: '!app', health: ['Failed' as const] }, false],
  ])('%j passes: %j', (request, passing) => {
    expect(passes(filterOf(request), failed)).toBe(passing)
  })

  it('names what is gone by its name alone', () => {
    expect(namesKey(filterOf({ labels: 'app=other' }), 'shop/cart')).toBe(true)
    expect(namesKey(filterOf({ name: 'other' }), 'shop/cart')).toBe(false)
  })

  it('has one text for requests that mean the same', () => {
    const one = filterOf({ labels: 'a=1,b', health: ['Failed', 'Current'] })
    const other = filterOf({ labels: 'b,a in (1)', health: ['Current', 'Failed', 'Failed'] })
    expect(filterText(one)).toBe(filterText(other))
    expect(filterText(filterOf({ name: 'a' }))).not.toBe(filterText(filterOf({ labels: 'a' })))
  })
})
