import { describe, expect, it } from '@jest/globals'

import { look, UNOPENED, withGap, type ObjectHistory } from '../../src/live/object-history.ts'
import { item } from './rows.ts'

const first = item('a/1', { object: { metadata: { name: '1' }, spec: { size: 1 } } })
const opened = look(UNOPENED, { item: first, complete: true, now: 100 })

it('is being read until the cluster was read', () => {
  expect(look(UNOPENED, { item: undefined, complete: false, now: 1 }).phase).toBe('reading')
  expect(look(UNOPENED, { item: undefined, complete: true, now: 1 }).phase).toBe('missing')
})

it('records nothing when it is opened', () =>
  expect(opened).toMatchObject({ phase: 'here', openedAt: 100, entries: [] }))

describe('a change', () => {
  it('is named by its reason, and lists its fields', () => {
    const next = item('a/1', {
      health: 'Failed',
      reason: 'broken',
      object: { metadata: { name: '1' }, spec: { size: 2 } },
    })
    expect(entries(look(opened, { item: next, complete: true, now: 200 }))).toMatchObject([
      {
        at: 200,
        title: 'broken',
        health: 'Failed',
        changes: [{ path: 'spec.size', before: 1, after: 2 }],
      },
    ])
  })

  it('is named by its part where health says nothing', () => {
    const next = item('a/1', { object: { metadata: { name: '1' }, spec: { size: 2 } } })
    expect(entries(look(opened, { item: next, complete: true, now: 200 }))).toMatchObject([
      { title: 'Spec changed' },
    ])
  })

  it('of the row alone is no entry', () =>
    expect(
      entries(
        look(opened, { item: item('a/1', { ...first, changed: 9 }), complete: true, now: 200 }),
      ),
    ).toEqual([]))

  it('is kept up to a number, and the rest is counted', () => {
    let history = opened
    for (let size = 2; size < 254; size += 1)
      history = look(history, {
        item: item('a/1', { object: { metadata: { name: '1' }, spec: { size } } }),
        complete: true,
        now: size,
      })
    expect(entries(history)).toHaveLength(200)
    expect(history).toMatchObject({ dropped: 52 })
  })
})

it('that goes stays readable, and says since when', () =>
  expect(look(opened, { item: undefined, complete: true, now: 300 })).toMatchObject({
    phase: 'gone',
    goneAt: 300,
    item: first,
  }))

it('is not gone because a connection was lost', () =>
  expect(look(opened, { item: undefined, complete: false, now: 300 })).toBe(opened))

it('that comes back is said to be here again', () => {
  const gone = look(opened, { item: undefined, complete: true, now: 300 })
  expect(look(gone, { item: { ...first, uid: 'other' }, complete: true, now: 400 })).toMatchObject({
    phase: 'here',
    again: { since: 400, another: true },
  })
})

it('that becomes another one at once says so, too', () =>
  expect(
    look(opened, { item: { ...first, uid: 'other' }, complete: true, now: 400 }),
  ).toMatchObject({ phase: 'here', again: { since: 400, another: true } }))

describe('a time in which nothing was seen', () => {
  it('is told, from when the object was open', () =>
    expect(entries(withGap(opened, { from: 1, to: 9_000, why: 'asleep' }))).toEqual([
      { type: 'gap', from: 100, to: 9_000, why: 'asleep', size: 0 },
    ]))

  it('is not worth a word where it was short, or before anything was open', () => {
    expect(withGap(opened, { from: 200, to: 900, why: 'disconnected' })).toBe(opened)
    expect(withGap(UNOPENED, { from: 1, to: 9_000, why: 'cluster' })).toBe(UNOPENED)
  })
})

it('changes are let go where they take too much room, the newest never', () => {
  const large = (letter: string) =>
    item('a/1', { object: { metadata: { name: '1' }, spec: { text: letter.repeat(900_000) } } })
  let history = opened
  for (const letter of ['a', 'b', 'c'])
    history = look(history, { item: large(letter), complete: true, now: 500 })
  expect(entries(history)).toHaveLength(1)
  expect(history).toMatchObject({ dropped: 2 })
})

it('a change is named by its phase where its reason says nothing', () => {
  const at = (phase: string) =>
    item('a/1', { object: { metadata: { name: '1' }, status: { phase } } })
  const before = look(UNOPENED, { item: at('New'), complete: true, now: 100 })
  expect(entries(look(before, { item: at('Ready'), complete: true, now: 200 }))).toMatchObject([
    { title: 'Ready', part: 'status' },
  ])
})

function entries(history: ObjectHistory) {
  return 'entries' in history ? history.entries : undefined
}
