import type { InformerEvent } from '@argus/informer/informer-event'
import type { Projection } from '@argus/projection/project'
import { describe, expect, test } from '@jest/globals'

import { changeOf, type Kept } from '../../src/topic/change-of.ts'
import { upsert } from '../topic-log.ts'

const key = 'shop/web'
const change = upsert(key, 'h2')
if (change.type !== 'upsert') throw new Error('an upsert was asked for')
const { type: _type, ...record } = change.record
const projection: Projection = { ...record, object: change.object }
const time = 1

const made: InformerEvent<Projection> = {
  type: 'upsert',
  change: 'MODIFIED',
  key,
  uid: 'u1',
  resourceVersion: '1',
  projection,
  time,
}
const deleted: InformerEvent<Projection> = { type: 'deleted', key, uid: 'u1', time }
const withheld: InformerEvent<Projection> = { type: 'withheld', key, reason: 'unfit' }

const kept = (...keys: readonly string[]): Kept => ({
  published: new Map(keys.map((it) => [it, { uid: 'u1', hash: 'h1' }])),
  withheld: new Set(),
})

describe('an event of an informer', () => {
  test('that is an object is written, and known from then on', () => {
    const state = kept()
    const written = { ...change, record: { ...change.record, type: 'MODIFIED' } }
    expect(changeOf(made, state)).toEqual(written)
    expect(state.published.get(key)).toEqual({ uid: 'u1', hash: 'h2' })
  })

  test('that is a deletion is written once', () => {
    const state = kept(key)
    expect(changeOf(deleted, state)).toEqual({ type: 'delete', key })
    expect(changeOf(deleted, state)).toBeUndefined()
  })

  test('that withholds an object takes what was shown of it from its readers', () => {
    const state = kept(key)
    expect(changeOf(withheld, state)).toEqual({ type: 'delete', key })
    expect(state.withheld).toEqual(new Set([key]))
    expect(state.published.size).toBe(0)
    expect(changeOf(withheld, state)).toBeUndefined()
  })

  test.each([
    ['can be shown again', made],
    ['is deleted', deleted],
  ])('ends the withholding of an object that %s', (_, event) => {
    const state = kept()
    changeOf(withheld, state)
    changeOf(event, state)
    expect(state.withheld.size).toBe(0)
  })

  test('that is no object changes nothing', () => {
    expect(changeOf({ type: 'synced', resourceVersion: '1' }, kept(key))).toBeUndefined()
    const status = { state: 'live', since: 1 } as const
    expect(changeOf({ type: 'status', status }, kept(key))).toBeUndefined()
  })
})
