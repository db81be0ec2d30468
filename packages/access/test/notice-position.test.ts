import type { NoticesAnswer } from '@argus/contracts/http/internal'
import type { Notice } from '@argus/contracts/notice'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'

import { follow, hasHole, type NoticeInput, type NoticePosition } from '../src/notice-position.ts'

const notice = (seq: number): Notice => ({
  seq,
  at: seq,
  what: { type: 'user_changed', userId: '00000000-0000-4000-8000-000000000000' },
})
const notices = (...seqs: number[]): NoticeInput => ({ type: 'notices', notices: seqs.map(notice) })
const beat = (seq: number, store: 'up' | 'down' = 'up'): NoticeInput => ({
  type: 'heartbeat',
  seq,
  store,
})
const at = (seq: number, highest = seq): NoticePosition => ({
  phase: 'following',
  at: seq,
  highest,
})
const of = (store: string, seq: number): NoticePosition => ({
  phase: 'following',
  at: seq,
  highest: seq,
  store,
})
const answer = (after: number, last: number, first = 1): NoticesAnswer => ({
  first,
  last,
  notices: Array.from({ length: Math.max(0, last - after) }, (_, index) =>
    notice(after + index + 1),
  ),
})
const polled = (asked: NoticePosition, of: NoticesAnswer): NoticeInput => ({
  type: 'polled',
  asked,
  answer: of,
})

const quiet = { deliver: [] as number[], heard: false, reset: false, poll: false }

test.each<[string, NoticePosition, NoticeInput, NoticePosition, Partial<typeof quiet>]>([
  [
    'before the first poll an announcement only asks for it',
    { phase: 'unknown' },
    notices(4),
    { phase: 'unknown' },
    { poll: true },
  ],
  [
    'before the first poll a heartbeat proves nothing',
    { phase: 'unknown' },
    beat(4),
    { phase: 'unknown' },
    { poll: true },
  ],
  [
    'the first poll says where to begin',
    { phase: 'unknown' },
    polled({ phase: 'unknown' }, answer(0, 7)),
    at(7),
    { heard: true, reset: true },
  ],
  ['the next Notice is delivered', at(7), notices(8), at(8), { deliver: [8] }],
  ['several are delivered in order', at(7), notices(9, 8), at(9), { deliver: [8, 9] }],
  ['one that was delivered is not again', at(7), notices(7), at(7), {}],
  ['a hole is read first', at(7), notices(9), at(7, 9), { poll: true }],
  [
    'a hole is closed by the poll',
    at(7, 9),
    polled(at(7, 9), answer(7, 9)),
    at(9),
    { deliver: [8, 9], heard: true },
  ],
  ['a hole is closed by a late announcement', at(7, 9), notices(8, 9), at(9), { deliver: [8, 9] }],
  ['a heartbeat that we have reached is heard', at(7), beat(7), at(7), { heard: true }],
  ['a heartbeat that we have not reached is a hole', at(7), beat(8), at(7, 8), { poll: true }],
  ['a heartbeat without a store counts', at(7), beat(7, 'down'), at(7), { heard: true }],
  [
    'a heartbeat without a store does not count over a hole',
    at(7, 8),
    beat(7, 'down'),
    at(7, 8),
    { poll: true },
  ],
  ['an older heartbeat makes us ask', at(7), beat(6), at(7), { poll: true }],
  ['a poll with nothing new is heard', at(7), polled(at(7), answer(7, 7)), at(7), { heard: true }],
  [
    'a poll that was overtaken by announcements is no restored backup',
    at(9),
    polled(at(7), answer(7, 8)),
    at(9),
    { heard: true },
  ],
  [
    'a restored backup is a reset',
    at(7),
    polled(at(7), answer(3, 3)),
    at(3),
    { heard: true, reset: true },
  ],
  [
    'a restored backup is a reset also when it is ahead of what was read',
    at(7, 9),
    polled(at(7, 9), answer(7, 8)),
    at(8),
    { heard: true, reset: true },
  ],
  [
    'a backup that was restored where as much had been told is a reset',
    of('before', 7),
    polled(of('before', 7), { ...answer(7, 7), store: 'restored' }),
    of('restored', 7),
    { heard: true, reset: true },
  ],
  [
    'a store is what it was where an auth of before does not tell it',
    of('one', 7),
    polled(of('one', 7), answer(7, 8)),
    of('one', 8),
    { deliver: [8], heard: true },
  ],
  [
    'a trimmed history is a reset',
    at(7),
    polled(at(7), answer(19, 30, 20)),
    at(30),
    { heard: true, reset: true },
  ],
  [
    'an answer that lacks the next Notice is a reset',
    at(7),
    polled(at(7), answer(8, 9)),
    at(9),
    { heard: true, reset: true },
  ],
  [
    'a first page is delivered and the next one asked for',
    at(7),
    polled(at(7), { ...answer(7, 8), last: 12 }),
    at(8, 12),
    { deliver: [8], poll: true },
  ],
])('%s', (_, ...[before, input, after, step]) => {
  const { deliver, position, ...rest } = follow(before, input)
  expect(position).toEqual(after)
  expect({ ...rest, deliver: deliver.map(({ seq }) => seq) }).toEqual({ ...quiet, ...step })
})

test('G-12 whatever the bus loses or reorders, each Notice is delivered once, in order, and never over a hole', () => {
  const history = fc.array(
    fc.oneof(
      fc.record({
        type: fc.constant('announce' as const),
        from: fc.nat(30),
        count: fc.integer({ min: 1, max: 3 }),
      }),
      fc.record({ type: fc.constant('beat' as const), seq: fc.nat(30) }),
      fc.record({ type: fc.constant('poll' as const), page: fc.integer({ min: 1, max: 5 }) }),
    ),
    { maxLength: 60 },
  )
  fc.assert(
    fc.property(history, (steps) => {
      let committed = 0
      let position: NoticePosition = at(0)
      const delivered: number[] = []
      const take = (input: NoticeInput): void => {
        const step = follow(position, input)
        position = step.position
        delivered.push(...step.deliver.map(({ seq }) => seq))
        if (step.heard) expect(hasHole(position)).toBe(false)
        expect(step.reset).toBe(false)
      }
      for (const step of steps) {
        if (step.type === 'announce') {
          const seqs = Array.from({ length: step.count }, (_, index) => step.from + index + 1)
          committed = Math.max(committed, ...seqs)
          take(notices(...seqs))
        } else if (step.type === 'beat') take(beat(Math.min(step.seq, committed)))
        else {
          const after = position.phase === 'following' ? position.at : 0
          const whole = answer(after, committed)
          take(polled(position, { ...whole, notices: whole.notices.slice(0, step.page) }))
        }
        expect(delivered).toEqual(delivered.map((_, index) => index + 1))
      }
    }),
    { numRuns: 1_000 },
  )
})
