import type { Item } from '@argus/contracts/gateway-frame'
import { describe, expect, it } from '@jest/globals'

import { sameObject, type Change } from '../../src/live/change.ts'

const item = (step: number, changed = 0): Item => ({
  key: 'shop/web',
  uid: 'u',
  created: 0,
  changed,
  health: 'Current',
  healthSince: null,
  reason: '',
  owners: [],
  cells: [step],
  object: { metadata: { name: 'web' }, spec: { step } },
})
const rowOf = ({ object: _object, ...row }: Item): Item => row
const topic = { cluster: 'oslo', group: 'core', version: 'v1', resource: 'pods' }
const changed = (now: Item, before: Item): Change => ({
  type: 'MODIFIED',
  known: false,
  topic,
  item: now,
  before,
})

describe('a change', () => {
  it('of what Argus says of an object alone is none of the object', () => {
    expect(sameObject(changed(item(1, 5), item(1, 4)))).toBe(true)
  })

  it('of the object is one', () => {
    expect(sameObject(changed(item(2), item(1)))).toBe(false)
  })

  it('of a row is one: what is behind it is not known', () => {
    expect(sameObject(changed(rowOf(item(1, 5)), rowOf(item(1, 4))))).toBe(false)
  })
})
