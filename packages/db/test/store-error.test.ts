import { expect, test } from '@jest/globals'

import { storeUnavailable } from '../src/auth.ts'

const coded = (code: string) => Object.assign(new Error('of the driver'), { code })

test.each([
  ['a connection that failed', '08006'],
  ['a full disk', '53100'],
  ['no memory left', '53200'],
  ['no connection left', '53300'],
  ['a server that stops', '57P01'],
  ['one that crashed', '57P02'],
  ['one that starts', '57P03'],
  ['a statement that took too long', '57014'],
  ['a lock that was waited for too long', '55P03'],
  ['a transaction that did nothing for too long', '25P03'],
  ['a standby, which takes no changes', '25006'],
  ['nobody who listens', 'ECONNREFUSED'],
  ['an end that went away', 'ECONNRESET'],
  ['a pipe whose other end is gone', 'EPIPE'],
  ['a network that is not there', 'ENETUNREACH'],
  ['a name that nobody knows', 'ENOTFOUND'],
])('of the store, away is %s', (_, code) => {
  expect(storeUnavailable(coded(code))).toBe(true)
})

test.each([
  ['a double', '23505'],
  ['a broken rule', '23514'],
  ['a right that is lacking', '42501'],
  ['a mistake in the question', '42601'],
  ['a column that is not there', '42703'],
  ['two that wait for each other', '40P01'],
  ['an error of ours', 'ERR_INVALID_ARG_TYPE'],
])('of the store, an answer is %s', (_, code) => {
  expect(storeUnavailable(coded(code))).toBe(false)
})

test.each([
  ['Query read timeout', true],
  ['timeout exceeded when trying to connect', true],
  ['Connection terminated unexpectedly', true],
  ['Connection terminated due to connection timeout', true],
  ['a mistake of ours', false],
])('without a code, "%s" is away: %s', (message, away) => {
  expect(storeUnavailable(new Error(message))).toBe(away)
})

test('what is no error is no outage', () => {
  expect(storeUnavailable('ECONNREFUSED')).toBe(false)
  expect(storeUnavailable(undefined)).toBe(false)
})
