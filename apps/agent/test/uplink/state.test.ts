import { describe, expect, test } from '@jest/globals'

import {
  FIRST_STATE,
  transition,
  type UplinkInput,
  type UplinkState,
} from '../../src/uplink/state.ts'

const ended = (more: Partial<Extract<UplinkInput, { type: 'ended' }>> = {}): UplinkInput => ({
  type: 'ended',
  now: 0,
  random: 1,
  why: 'lost',
  reason: 'cut',
  ...more,
})
/** The pauses after so many failures in a row, at their longest. */
const pauses = (count: number): number[] => {
  let state: UplinkState = FIRST_STATE
  return Array.from({ length: count }, () => {
    state = transition(transition(state, ended()), { type: 'dial' })
    state = transition(state, ended())
    return 'delayMs' in state ? state.delayMs : 0
  })
}

describe('a line that is lost', () => {
  test('is dialled again after longer and longer pauses, and never later than a quarter of a minute', () => {
    const found = pauses(8)
    expect(found).toEqual(found.toSorted((a, b) => a - b))
    expect(found.at(-1)).toBe(15_000)
  })

  test('is dialled at a moment of its own', () => {
    const [early, late] = [0.1, 0.9].map((random) => transition(FIRST_STATE, ended({ random })))
    expect(early).not.toEqual(late)
  })

  test('is forgotten by one that lasted', () => {
    const open = transition(FIRST_STATE, { type: 'welcomed', now: 0 })
    expect(transition(open, ended({ now: 60_000 }))).toMatchObject({
      failures: 0,
      phase: 'waiting',
    })
    expect(transition(open, ended({ now: 100 }))).toMatchObject({ failures: 1 })
  })

  test('because the key is not good is dialled seldom, and says why', () => {
    const refused = transition(FIRST_STATE, ended({ why: 'refused', random: 0, reason: 'revoked' }))
    expect(refused).toMatchObject({ phase: 'refused', reason: 'revoked', delayMs: 30_000 })
  })

  test('to another agent with the same key is taken back by whose line had lasted, and dialled seldom by the other', () => {
    const open = transition(FIRST_STATE, { type: 'welcomed', now: 0 })
    const lasted = transition(open, ended({ now: 60_000, why: 'displaced' }))
    expect(lasted).toMatchObject({ phase: 'waiting', delayMs: 500 })
    const newcomer = transition(open, ended({ now: 1_000, why: 'displaced' }))
    expect(newcomer).toMatchObject({ phase: 'displaced', delayMs: 90_000 })
  })
})
