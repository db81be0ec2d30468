import { describe, expect, it } from '@jest/globals'

import { type Restart, restartAfter } from '../src/restart-policy.ts'

describe('after a process ended unasked', () => {
  it.each<[string, [failures: number, ranMs: number], Restart]>([
    ['the first time it starts again at once, nearly', [0, 5], { failures: 1, delayMs: 250 }],
    ['each further time the wait doubles', [3, 5], { failures: 4, delayMs: 2_000 }],
    ['the wait never grows beyond ten seconds', [30, 5], { failures: 31, delayMs: 10_000 }],
    ['one that lasted a minute is forgiven', [30, 60_000], { failures: 1, delayMs: 250 }],
  ])('%s', (_, before, expected) => {
    expect(restartAfter(...before)).toEqual(expected)
  })
})
