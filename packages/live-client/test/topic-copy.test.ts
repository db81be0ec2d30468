import type { ViewEvent } from '@argus/contracts/gateway-frame'
import { expect, it } from '@jest/globals'
import fc from 'fast-check'

import type { CopyChange } from '../src/live-event.ts'
import { TopicCopy } from '../src/topic-copy.ts'
import { item } from './items.ts'

it('shows the pages of a first snapshot as they come', () => {
  const copy = new TopicCopy()
  expect(copy.page([item('a/1')], true).map(({ type }) => type)).toEqual(['read'])
  expect([...copy.items.keys()]).toEqual(['a/1'])
})

it('is never empty while it is read again, and tells the difference at the end', () => {
  const copy = filled('a/1', 'a/2')
  expect(copy.page([item('a/2', 'failing'), item('a/3')], true)).toEqual([])
  expect([...copy.items.keys()]).toEqual(['a/1', 'a/2'])
  expect(copy.synced(false).map(describe)).toEqual(['gone a/1', 'upserted a/2', 'upserted a/3'])
})

it('reads an empty list as nothing left', () => {
  const copy = filled('a/1')
  expect(copy.synced(false).map(describe)).toEqual(['gone a/1'])
})

it('ignores a deletion of what it never had', () =>
  expect(new TopicCopy().apply([{ type: 'DELETED', key: 'a/1' }])).toEqual([]))

it('takes another uid under one key as gone and new', () => {
  const copy = filled('a/1')
  const event: ViewEvent = { type: 'MODIFIED', ...item('a/1', '', 'another') }
  expect(copy.apply([event])?.map(describe)).toEqual(['gone a/1', 'upserted a/1'])
})

it('makes the object of a patch for the state that it holds, and tells one for another state', () => {
  const copy = new TopicCopy()
  const object = { metadata: { name: '1' }, spec: { a: 1, b: 2 } }
  copy.page([{ ...item('a/1', ''), object, state: 'one' }], true)
  copy.synced(false)
  const patch: ViewEvent = {
    type: 'MODIFIED',
    key: 'a/1',
    from: 'one',
    state: 'two',
    patch: { object: { spec: { b: 3 } } },
  }
  expect(copy.apply([patch])?.map(describe)).toEqual(['upserted a/1'])
  expect(copy.items.get('a/1')).toMatchObject({ object: { spec: { a: 1, b: 3 } }, state: 'two' })
  expect(copy.apply([{ ...patch, from: 'else', state: 'three' }])).toBeUndefined()
  expect(copy.items.get('a/1')).toMatchObject({ state: 'two' })
})

it('ends equal to what the gateway holds, by events and by reading again, and its changes say so', () => {
  const key = fc.constantFrom('a/1', 'a/2', 'b/1', 'b/2')
  const state = fc.uniqueArray(
    fc.tuple(key, fc.constantFrom('x', 'y'), fc.constantFrom('u', 'v')),
    {
      selector: ([name]) => name,
    },
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), state), { minLength: 1 }), (rounds) => {
      const copy = new TopicCopy()
      const reader = new Map<string, string>()
      for (const [index, [bySnapshot, items]] of rounds.entries()) {
        const next = items.map(([name, reason, uid]) => item(name, reason, uid))
        const changes =
          bySnapshot || index === 0
            ? [...copy.page(next, true), ...copy.synced(false)]
            : copy.apply([
                ...[...copy.items.keys()]
                  .filter((known) => !next.some((item) => item.key === known))
                  .map((known): ViewEvent => ({ type: 'DELETED', key: known })),
                ...next.map((item): ViewEvent => ({ type: 'MODIFIED', ...item })),
              ])
        for (const change of changes ?? []) follow(reader, change)
        expect([...copy.items.values()].toSorted(byKey)).toEqual(next.toSorted(byKey))
        expect(reader).toEqual(new Map(next.map((it) => [it.key, it.reason + it.uid])))
      }
    }),
  )
})

function filled(...keys: string[]): TopicCopy {
  const copy = new TopicCopy()
  copy.page(
    keys.map((key) => item(key)),
    true,
  )
  copy.synced(false)
  return copy
}

function follow(reader: Map<string, string>, change: CopyChange): void {
  if (change.type === 'gone') reader.delete(change.key)
  else reader.set(change.item.key, change.item.reason + change.item.uid)
}

function describe(change: CopyChange): string {
  return `${change.type} ${change.type === 'gone' ? change.key : change.item.key}`
}

function byKey(a: { key: string }, b: { key: string }): number {
  return a.key < b.key ? -1 : 1
}
