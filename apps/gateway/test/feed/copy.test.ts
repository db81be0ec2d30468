import { describe, expect, it } from '@jest/globals'

import { Copy } from '../../src/feed/copy.ts'
import { Journal } from '../../src/feed/journal.ts'
import { batch, deletion, record } from '../records.ts'

const at = (seq: number, epoch = 'e') => ({ epoch, seq })

describe('a copy', () => {
  it('goes on step by step, and tells each change before it holds it', () => {
    const copy = new Copy(at(1), [record({ key: 'a/x', seq: 1 })])
    const told: unknown[] = []
    copy.apply(batch(1, record({ key: 'a/y', seq: 2 }), deletion('a/x', 3)), (key, change) =>
      told.push([key, change.before?.seq, change.after?.seq, copy.records.has(key)]),
    )
    expect(told).toEqual([
      ['a/y', undefined, 2, false],
      ['a/x', 1, undefined, true],
    ])
    expect([...copy.records.keys()]).toEqual(['a/y'])
    expect(copy.position).toEqual(at(3))
  })

  it('ignores what the first pages already had', () => {
    const copy = new Copy(at(1), [record({ key: 'a/x', seq: 5 })])
    const told: string[] = []
    copy.apply(batch(1, record({ key: 'a/x', seq: 2 })), (key) => told.push(key))
    expect(told).toEqual([])
    expect(copy.records.get('a/x')?.seq).toBe(5)
  })

  it('tells the difference to a topic that was read anew', () => {
    const same = record({ key: 'a/same', seq: 1 })
    const copy = new Copy(at(3), [
      same,
      record({ key: 'a/old', seq: 2 }),
      record({ key: 'a/x', seq: 3 }),
    ])
    const told: string[] = []
    const next = [
      { ...same, seq: 9 },
      record({ key: 'a/x', seq: 8 }),
      record({ key: 'a/new', seq: 9 }),
    ]
    copy.replace(at(9, 'f'), next, (key) => told.push(key))
    expect(told.toSorted()).toEqual(['a/new', 'a/old', 'a/x'])
    expect(copy.position).toEqual(at(9, 'f'))
    expect(copy.changedAfter(at(3))).toBeUndefined()
  })
})

describe('a journal', () => {
  it('answers each changed key once, with its newest seq', () => {
    const journal = new Journal(10)
    for (const [key, seq] of [
      ['a', 11],
      ['b', 12],
      ['a', 13],
    ] as const)
      journal.append({ key, seq })
    expect(journal.after(10)).toEqual([
      { key: 'b', seq: 12 },
      { key: 'a', seq: 13 },
    ])
    expect(journal.after(12)).toEqual([{ key: 'a', seq: 13 }])
    expect(journal.after(13)).toEqual([])
    expect(journal.after(99)).toEqual([])
  })

  it('says when it does not reach back far enough', () => {
    const journal = new Journal(10, 3)
    expect(journal.after(9)).toBeUndefined()
    for (let seq = 11; seq <= 30; seq += 1) journal.append({ key: `k${seq}`, seq })
    expect(journal.after(11)).toBeUndefined()
    expect(journal.after(27)).toEqual([28, 29, 30].map((seq) => ({ key: `k${seq}`, seq })))
  })
})
