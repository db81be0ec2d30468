import { describe, expect, test } from '@jest/globals'

import { endOf, isAlive, type SessionFacts } from '../../src/session/liveness.ts'
import { lifetimeOf } from '../../src/session/lifetime.ts'

const at = (ms: number) => new Date(ms)
const session = (over: Partial<SessionFacts> = {}): SessionFacts => ({
  kind: 'login',
  createdAt: at(100),
  idleExpiresAt: at(1_000),
  absoluteExpiresAt: at(1_000),
  revokedAt: null,
  userDisabledAt: null,
  userNotBefore: null,
  userMayWrite: false,
  ...over,
})

test.each<[string, SessionFacts | undefined, boolean]>([
  ['one that nothing speaks against', session(), true],
  ['one that is not there', undefined, false],
  ['one that was revoked', session({ revokedAt: at(100) }), false],
  ['one that was idle too long', session({ idleExpiresAt: at(500) }), false],
  ['one whose time is over', session({ absoluteExpiresAt: at(500) }), false],
  ['one of a disabled user', session({ userDisabledAt: at(100) }), false],
  ['one from before the user’s sessions were ended', session({ userNotBefore: at(101) }), false],
  ['one that began with that', session({ userNotBefore: at(100) }), true],
])('%s: alive is %s', (_, facts, alive) => {
  expect(isAlive(facts, 500)).toBe(alive)
})

test.each([
  [['get', 'list', 'watch'], 30 * 24],
  [['list', 'update'], 12],
  [['*'], 12],
  [[], 30 * 24],
] as const)('who may %s stays for %i hours at most, and eight without use', (verbs, hours) => {
  const permissions = verbs.map((verb) => ({ apiGroup: '*', resource: '*', verb }))
  const grant = { role: 'some', cluster: null, namespace: null, permissions }
  expect(lifetimeOf([grant])).toEqual({ idleMs: 8 * 3_600_000, absoluteMs: hours * 3_600_000 })
})

describe('A-23 when a login ends, however much it is used', () => {
  test.each<[string, Partial<SessionFacts>, number]>([
    ['who reads stays for the month', {}, 30 * 24],
    [
      'who may write by now stays for half a day, since when they logged in',
      { userMayWrite: true },
      12,
    ],
    ['a key lives as long as its owner said', { userMayWrite: true, kind: 'api_key' }, 30 * 24],
  ])('%s', (_, over, hours) => {
    const absoluteExpiresAt = at(30 * 24 * 3_600_000)
    const facts = session({ createdAt: at(0), absoluteExpiresAt, ...over })
    expect(endOf(facts)).toEqual(at(hours * 3_600_000))
  })

  test('a bound that is nearer than half a day stays where it is', () => {
    expect(endOf(session({ userMayWrite: true }))).toEqual(at(1_000))
  })
})
