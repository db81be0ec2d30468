import { expect, test } from '@jest/globals'

import { earns, GRACE_MS, type Earned, type Presented } from '../../src/session/rotation.ts'

const NOW = 1_000_000
const presented = (over: Partial<Presented>): Presented => ({
  session: 'alive',
  denied: false,
  row: { usedAt: undefined, expiresAt: NOW + 1 },
  now: NOW,
  ...over,
})
const used = (ago: number): Presented['row'] => ({ usedAt: NOW - ago, expiresAt: NOW + 1 })

test.each<[string, Partial<Presented>, Earned]>([
  ['the first use earns a successor', {}, { type: 'successor' }],
  [
    'a use at the end of its time earns nothing',
    { row: { usedAt: undefined, expiresAt: NOW } },
    { type: 'nothing', why: 'expired' },
  ],
  ['a retry at once earns the head', { row: used(0) }, { type: 'head' }],
  ['a retry at the end of the grace earns the head', { row: used(GRACE_MS) }, { type: 'head' }],
  ['a retry after the grace is reuse', { row: used(GRACE_MS + 1) }, { type: 'reuse' }],
  [
    'a retry by a replica whose clock is behind earns the head',
    { row: used(-500) },
    { type: 'head' },
  ],
  ['a token of ours without a row is reuse', { row: undefined }, { type: 'reuse' }],
  ['a denied token earns nothing', { denied: true }, { type: 'nothing', why: 'denied' }],
  [
    'a denied token within the grace earns nothing',
    { denied: true, row: used(1) },
    { type: 'nothing', why: 'denied' },
  ],
  [
    'a denied token after the grace is reuse all the same',
    { denied: true, row: used(GRACE_MS + 1) },
    { type: 'reuse' },
  ],
  [
    'a Session that is over earns nothing',
    { session: 'over' },
    { type: 'nothing', why: 'session_over' },
  ],
  [
    'a Session that is over is not ended again',
    { session: 'over', row: undefined },
    { type: 'nothing', why: 'session_over' },
  ],
])('%s', (_, over, earned) => {
  expect(earns(presented(over))).toEqual(earned)
})
