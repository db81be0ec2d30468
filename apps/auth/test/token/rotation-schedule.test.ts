import { expect, test } from '@jest/globals'
import fc from 'fast-check'

import { stepsDue, type KeyRecord, type KeyStep } from '../../src/token/rotation-schedule.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const NOW = Date.UTC(2026, 5, 1)

const key = (kid: string, state: KeyRecord['state'], ageMs: number): KeyRecord => ({
  kid,
  use: 'access',
  state,
  createdAt: NOW - ageMs,
  stateSince: NOW - ageMs,
})
const refreshKey = (...given: Parameters<typeof key>): KeyRecord => ({
  ...key(...given),
  use: 'refresh',
})

test.each<[string, readonly KeyRecord[], readonly KeyStep[]]>([
  ['a young key signs on', [key('a', 'current', 29 * DAY)], []],
  [
    'after 30 days the next one is made',
    [key('a', 'current', 30 * DAY)],
    [{ type: 'make', use: 'access' }],
  ],
  [
    'which waits until every verifier has read it',
    [key('a', 'current', 31 * DAY), key('b', 'next', 20 * MINUTE)],
    [],
  ],
  [
    'and then signs',
    [key('a', 'current', 31 * DAY), key('b', 'next', 21 * MINUTE)],
    [{ type: 'promote', use: 'access', kid: 'b' }],
  ],
  [
    'one that was asked for is promoted although the current one is young',
    [key('a', 'current', DAY), key('b', 'next', 21 * MINUTE)],
    [{ type: 'promote', use: 'access', kid: 'b' }],
  ],
  [
    'A-28 the previous one stays as long as its last token and a minute',
    [key('b', 'current', 6 * MINUTE), key('a', 'previous', 6 * MINUTE)],
    [],
  ],
  [
    'and then goes',
    [key('b', 'current', 7 * MINUTE), key('a', 'previous', 7 * MINUTE)],
    [{ type: 'retire', use: 'access', kid: 'a' }],
  ],
  [
    'a refresh key stays for the longest Session that it may have signed for',
    [refreshKey('b', 'current', DAY), refreshKey('a', 'previous', 30 * DAY)],
    [],
  ],
  [
    'and then goes as well',
    [refreshKey('b', 'current', DAY), refreshKey('a', 'previous', 30 * DAY + 2 * MINUTE)],
    [{ type: 'retire', use: 'refresh', kid: 'a' }],
  ],
  ['what was revoked stays so', [key('b', 'current', DAY), key('a', 'revoked', 99 * DAY)], []],
  [
    'the two uses do not wait for each other',
    [key('a', 'current', 30 * DAY), refreshKey('r', 'current', 30 * DAY)],
    [
      { type: 'make', use: 'access' },
      { type: 'make', use: 'refresh' },
    ],
  ],
])('%s', (_, keys, steps) => expect(stepsDue(keys, NOW)).toEqual(steps))

test('A-28 however late and seldom it is looked at, a key is published 20 minutes before it signs and kept while its tokens live', () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 2 * DAY }), { minLength: 100, maxLength: 200 })
  fc.assert(
    fc.property(gaps, (waits) => {
      let now = 0
      let keys: readonly KeyRecord[] = [
        { kid: '0', use: 'access', state: 'current', createdAt: 0, stateSince: 0 },
      ]
      for (const wait of waits) {
        now += wait
        for (const step of stepsDue(keys, now)) {
          const next = moved(keys, step, now)
          const before = new Map(keys.map((one) => [one.kid, one]))
          for (const one of next) {
            const was = before.get(one.kid)
            if (one.state === 'current' && was?.state === 'next')
              expect(now - was.stateSince).toBeGreaterThanOrEqual(20 * MINUTE)
            if (one.state === 'revoked' && was?.state === 'previous')
              expect(now - was.stateSince).toBeGreaterThanOrEqual(6 * MINUTE)
          }
          keys = next
        }
        expect(keys.filter(({ state }) => state === 'current')).toHaveLength(1)
        expect(keys.filter(({ state }) => state === 'next').length).toBeLessThanOrEqual(1)
      }
    }),
  )
})

function moved(keys: readonly KeyRecord[], step: KeyStep, now: number): readonly KeyRecord[] {
  switch (step.type) {
    case 'make': {
      const times = { createdAt: now, stateSince: now }
      return [...keys, { kid: `${keys.length}`, use: step.use, state: 'next', ...times }]
    }
    case 'promote':
      return keys.map((one) => {
        if (one.kid === step.kid) return { ...one, state: 'current', stateSince: now }
        return one.state === 'current' ? { ...one, state: 'previous', stateSince: now } : one
      })
    case 'retire':
      return keys.map((one) =>
        one.kid === step.kid ? { ...one, state: 'revoked', stateSince: now } : one,
      )
  }
}
