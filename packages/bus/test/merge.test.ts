import type { Batch } from '@argus/contracts/record'
import { expect, it } from '@jest/globals'
import fc from 'fast-check'

import { batchesAfter, newest, wholeRead, type Entry } from '../src/merge.ts'

const EPOCH = 'e1'
const from = { epoch: EPOCH, seq: 5 }

function batch(prev: number, at: number, { epoch = EPOCH, records = [] as Entry[] } = {}): Batch {
  return { type: 'batch', epoch, prev, at, time: at * 10, records }
}

const gone = (key: string, seq: number): Entry => ({ key, type: 'DELETED', seq })

it.each<[string, Batch[], Batch[] | undefined]>([
  ['nothing came', [], []],
  ['the next one continues', [batch(5, 7)], [batch(5, 7)]],
  ['a chain continues', [batch(5, 7), batch(7, 8)], [batch(5, 7), batch(7, 8)]],
  [
    'what the copy has already is passed over',
    [batch(2, 4), batch(4, 5), batch(5, 6)],
    [batch(5, 6)],
  ],
  ['the same one twice is passed over', [batch(4, 5), batch(4, 5)], []],
  ['a hole before the first', [batch(6, 7)], undefined],
  ['a hole in between', [batch(5, 6), batch(7, 8)], undefined],
  ['one that straddles the position proves nothing', [batch(4, 7)], undefined],
  ['another epoch', [batch(5, 6, { epoch: 'e2' })], undefined],
  ['another epoch, of old numbers', [batch(1, 2, { epoch: 'e2' })], undefined],
])('%s', (_, buffered, expected) => expect(batchesAfter(from, buffered)).toEqual(expected))

it.each<[string, Batch[], { upTo: number; at: number | undefined }]>([
  ['pages that nobody wrote meanwhile are whole', [], { upTo: 5, at: 5 }],
  [
    'pages written meanwhile are whole with all batches up to their end',
    [batch(5, 7)],
    { upTo: 7, at: 7 },
  ],
  ['later batches are taken along', [batch(5, 7), batch(7, 9)], { upTo: 7, at: 9 }],
  ['with a batch missing they are torn', [], { upTo: 7, at: undefined }],
  ['with the last one missing they are torn', [batch(5, 6)], { upTo: 7, at: undefined }],
  ['with a hole they are torn', [batch(5, 6), batch(7, 8)], { upTo: 8, at: undefined }],
])('%s', (_, buffered, { upTo, at }) =>
  expect(wholeRead({ from, upTo, time: 50, entries: [] }, buffered)?.at).toBe(at),
)

it('the newest of each key wins, be it a deletion or not, whatever the order', () => {
  const entries = [gone('/a', 9), gone('/b', 7), gone('/a', 6), gone('/b', 8)]
  fc.assert(
    fc.property(fc.shuffledSubarray(entries, { minLength: 4 }), (shuffled) => {
      expect(newest(shuffled)).toEqual([gone('/b', 8), gone('/a', 9)])
    }),
  )
})

it('wherever a stream is cut, and whatever comes twice, the rest continues it without a hole', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 20 }),
      fc.nat(),
      fc.nat(),
      (sizes, cut, again) => {
        let seq = 5
        const stream = sizes.map((size) => batch(seq, (seq += size)))
        const known = stream.slice(0, cut % (stream.length + 1))
        const repeated = stream.slice(again % (known.length + 1))
        const at = { epoch: EPOCH, seq: known.at(-1)?.at ?? 5 }
        expect(batchesAfter(at, repeated)).toEqual(stream.slice(known.length))
      },
    ),
  )
})
