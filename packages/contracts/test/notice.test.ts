import { expect, test } from '@jest/globals'

import { announcementSchema, noticeSchema } from '../src/notice.ts'

const at = 1_760_000_000_000

test('a change of a kind to come is read as unknown, and its number is kept', () => {
  const what = { type: 'cluster_renamed', cluster: 'prod' }
  expect(noticeSchema.parse({ seq: 7, at, what })).toEqual({
    seq: 7,
    at,
    what: { type: 'unknown' },
  })
})

test.each([
  ['a known kind with fields that do not fit', { type: 'session_revoked', sessionId: 'x' }],
  ['text', 'session_revoked'],
  ['nothing', null],
])('%s is unknown, which has everything read again', (_, what) => {
  expect(noticeSchema.parse({ seq: 7, at, what }).what).toEqual({ type: 'unknown' })
})

test('the known ones beside an unknown one are read', () => {
  const known = { seq: 1, at, what: { type: 'keys_changed' as const, revoked: ['k1'] } }
  const notices = [known, { seq: 2, at, what: { type: 'new' } }]
  expect(announcementSchema.parse({ type: 'notices', notices })).toEqual({
    type: 'notices',
    notices: [known, { seq: 2, at, what: { type: 'unknown' } }],
  })
})

test('a Notice without a number is none', () => {
  expect(noticeSchema.safeParse({ at, what: { type: 'new' } }).success).toBe(false)
})
