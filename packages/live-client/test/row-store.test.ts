import { beforeEach, describe, expect, it } from '@jest/globals'

import type { CopyChange, LiveEvent } from '../src/live-event.ts'
import { RowStore, type StoredRow } from '../src/row-store.ts'
import { header, item } from './items.ts'

const { topic } = header(7, 'prod')

let store: RowStore
let told: string[]

beforeEach(() => {
  store = new RowStore()
  told = []
  store.apply([changed(read('a/1'), read('a/2'))])
})

describe('a reader of one row', () => {
  it('is told when that row changes, and of no other', () => {
    listen('prod/a/1')
    listen('prod/a/2')
    store.apply([changed(upserted('a/1', 'failing'))])
    expect(told).toEqual(['prod/a/1'])
    expect(store.row('prod/a/1')?.item.reason).toBe('failing')
  })

  it('is told once for a batch, after all of it was taken', () => {
    store.subscribeRow('prod/a/1', () => told.push(store.row('prod/a/1')?.item.reason ?? 'none'))
    store.apply([changed(upserted('a/1', 'first')), changed(upserted('a/1', 'second'))])
    expect(told).toEqual(['second'])
  })

  it('is told that the row came and that it went', () => {
    listen('prod/a/3')
    store.apply([changed(upserted('a/3'))])
    store.apply([changed({ type: 'gone', key: 'a/3', before: item('a/3') })])
    expect(told).toEqual(['prod/a/3', 'prod/a/3'])
    expect(store.row('prod/a/3')).toBeUndefined()
  })

  it('is told no more once it has stopped', () => {
    listen('prod/a/1')()
    store.apply([changed(upserted('a/1', 'failing'))])
    expect(told).toEqual([])
  })

  it('sees the same object as long as its row is the same', () => {
    const before = store.row('prod/a/2')
    store.apply([changed(upserted('a/1', 'failing'))])
    expect(store.row('prod/a/2')).toBe(before)
  })
})

describe('a reader of which rows there are', () => {
  beforeEach(() => {
    store.subscribeIds(() => told.push(store.ids().join(' ')))
  })

  it('is told of rows that came and went, and not of changes', () => {
    const before = store.ids()
    store.apply([changed(upserted('a/1', 'failing'))])
    expect(store.ids()).toBe(before)
    store.apply([changed(upserted('a/3'))])
    store.apply([changed({ type: 'gone', key: 'a/1', before: item('a/1') })])
    expect(told).toEqual(['prod/a/1 prod/a/2 prod/a/3', 'prod/a/2 prod/a/3'])
  })

  it('is told when a change gives a row another place', () => {
    store = new RowStore(byReason)
    store.apply([changed(read('a/1', 'b'), read('a/2', 'c'))])
    store.subscribeIds(() => told.push(store.ids().join(' ')))
    store.apply([changed(upserted('a/2', 'd'))])
    store.apply([changed(upserted('a/2', 'a'))])
    expect(told).toEqual(['prod/a/2 prod/a/1'])
  })

  it('is told of an object that went and came again within a batch only as a change', () => {
    listen('prod/a/1')
    const before = item('a/1')
    store.apply([changed({ type: 'gone', key: 'a/1', before }, upserted('a/1', 'new'))])
    expect(told).toEqual(['prod/a/1'])
    expect(store.ids()).toEqual(['prod/a/1', 'prod/a/2'])
  })

  it.each<[string, LiveEvent]>([
    ['the cluster left', { type: 'left', topic }],
    ['the subscription was ended', { type: 'ended', code: 'permission_lost', message: 'no more' }],
  ])('is told that none is left where %s', (_, event) => {
    store.apply([event])
    expect(told).toEqual([''])
    expect(store.row('prod/a/1')).toBeUndefined()
  })
})

function listen(id: string): () => void {
  return store.subscribeRow(id, () => told.push(id))
}

function changed(...changes: CopyChange[]): LiveEvent {
  return { type: 'changed', topic, changes }
}

function read(key: string, reason = ''): CopyChange {
  return { type: 'read', item: item(key, reason) }
}

function upserted(key: string, reason = ''): CopyChange {
  return { type: 'upserted', item: item(key, reason), before: undefined }
}

function byReason(a: StoredRow, b: StoredRow): number {
  return a.item.reason.localeCompare(b.item.reason)
}
