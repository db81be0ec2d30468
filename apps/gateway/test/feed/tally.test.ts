import type { Count } from '@argus/contracts/gateway-frame'
import type { Record } from '@argus/contracts/record'
import { health } from '@argus/contracts/row'
import { expect, it } from '@jest/globals'
import fc from 'fast-check'

import { Copy } from '../../src/feed/copy.ts'
import { Tally } from '../../src/feed/tally.ts'
import { batch, deletion, record } from '../records.ts'

const sight = {
  shape: 'row' as const,
  matches: ({ labels, key }: Record) => labels['app'] !== 'hidden' && !key.startsWith('secret/'),
  rowOf: ({ row }: Record) => row,
}

const change = fc.record({
  key: fc.constantFrom('a/x', 'a/y', 'b/x', '/x', 'secret/x'),
  health: fc.option(fc.constantFrom(...health.options), { nil: undefined }),
  app: fc.constantFrom('web', 'hidden'),
  read: fc.boolean(),
})

it('a tally that took every change is the tally of what is there, and so is what it told', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
      const copy = new Copy({ epoch: 'e', seq: 0 }, [])
      const tally = new Tally(sight, [])
      const told = new Map<string, number>()
      const read = () => {
        for (const { namespace = '', health: of, count } of tally.take())
          told.set(`${of}/${namespace}`, count)
      }
      for (const [index, { key, health: of, app, read: now }] of changes.entries()) {
        const seq = index + 1
        const next =
          of === undefined ? deletion(key, seq) : record({ key, seq, health: of, labels: { app } })
        copy.apply(batch(index, next), (_, it) => tally.note(it))
        if (now) read()
      }
      read()
      const anew = new Tally(sight, copy.records.values())
      expect(numbers(tally.all)).toEqual(numbers(anew.all))
      const nonzero = [...told].filter(([, count]) => count > 0)
      expect(Object.fromEntries(nonzero)).toEqual(numbers(anew.all))
      expect(tally.dirty).toBe(false)
    }),
  )
})

it('an object that changes its health is a change of both', () => {
  const before = record({ key: 'a/x' })
  const tally = new Tally(sight, [before, record({ key: 'a/y' })])
  tally.note({ before, after: record({ key: 'a/x', health: 'Failed' }) })
  expect(tally.take()).toEqual([
    { namespace: 'a', health: 'Current', count: 1, changes: 1 },
    { namespace: 'a', health: 'Failed', count: 1, changes: 1 },
  ])
})

it('what comes to nothing is told once, and begins with no changes when it comes again', () => {
  const object = record({ key: '/x' })
  const tally = new Tally(sight, [object])
  tally.note({ before: object, after: undefined })
  expect(tally.take()).toEqual([{ health: 'Current', count: 0, changes: 1 }])
  expect(tally.take()).toEqual([])
  tally.note({ before: undefined, after: object })
  expect(tally.take()).toEqual([{ health: 'Current', count: 1, changes: 1 }])
})

function numbers(counts: readonly Count[]): Readonly<{ [place: string]: number }> {
  return Object.fromEntries(
    counts.map(({ namespace = '', health: of, count }) => [`${of}/${namespace}`, count]),
  )
}
