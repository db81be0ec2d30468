import { describe, expect, it } from '@jest/globals'

import { FULL_PACE, takeHandshake, type Pace } from '../../src/admission/pace.ts'

/** How many of so many handshakes at one moment are taken, and what is left. */
function taken(pace: Pace, { now, asked }: { now: number; asked: number }): [number, Pace] {
  let count = 0
  let held = pace
  for (let index = 0; index < asked; index += 1) {
    const step = takeHandshake(held, { perSecond: 1_500, now })
    held = step.pace
    if (step.waitMs === 0) count += 1
  }
  return [count, held]
}

describe('the pace of handshakes', () => {
  it('takes a fifth of a second’s at once, then as many as time brings', () => {
    const [first, after] = taken(FULL_PACE(0), { now: 0, asked: 10_000 })
    expect(first).toBe(300)
    const [next, later] = taken(after, { now: 100, asked: 10_000 })
    expect(next).toBe(150)
    expect(taken(later, { now: 60_000, asked: 10_000 })[0]).toBe(300)
  })

  it('says how long to wait for the next', () => {
    const { pace } = takeHandshake(FULL_PACE(0), { perSecond: 4, now: 0 })
    expect(takeHandshake(pace, { perSecond: 4, now: 0 }).waitMs).toBe(250)
    expect(takeHandshake(pace, { perSecond: 4, now: 200 }).waitMs).toBe(50)
    expect(takeHandshake(pace, { perSecond: 4, now: 250 }).waitMs).toBe(0)
  })

  it('brings nothing where time goes back', () => {
    const { pace } = takeHandshake(FULL_PACE(1_000), { perSecond: 1, now: 1_000 })
    expect(takeHandshake(pace, { perSecond: 1, now: 0 }).waitMs).toBe(1_000)
  })
})
