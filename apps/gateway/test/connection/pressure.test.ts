import { describe, expect, it } from '@jest/globals'

import { Liveness } from '../../src/connection/liveness.ts'
import { pressure } from '../../src/connection/pressure.ts'

it.each([
  ['that keeps up is sent to', { bytes: 0, behindMs: 0 }, 'send'],
  ['a little behind is sent to', { bytes: 262_144, behindMs: 29_000 }, 'send'],
  ['further behind waits', { bytes: 262_145, behindMs: 0 }, 'wait'],
  ['far behind still waits', { bytes: 4_194_304, behindMs: 30_000 }, 'wait'],
  ['too far behind is closed', { bytes: 4_194_305, behindMs: 0 }, 'close'],
  ['that takes nothing for too long is closed', { bytes: 1, behindMs: 30_001 }, 'close'],
] as const)('a connection %s', (_, backlog, verdict) => {
  expect(pressure(backlog)).toBe(verdict)
})

describe('a peer', () => {
  it('that is told nothing is asked every 25 s', () => {
    const liveness = quiet()
    liveness.heard()
    expect(liveness.due(40_999, 2)).toBeUndefined()
    expect(liveness.due(41_000, 2)).toBe('ping')
    liveness.heard()
    expect(liveness.due(65_999, 4)).toBeUndefined()
    expect(liveness.due(66_000, 4)).toBe('ping')
  })

  it('that is told something is asked every 16 s', () => {
    const liveness = new Liveness(0)
    expect(liveness.due(16_000, 500)).toBe('ping')
    liveness.heard()
    expect(liveness.due(31_999, 900)).toBeUndefined()
    expect(liveness.due(32_000, 900)).toBe('ping')
  })

  it('is asked earlier the first time where it is told so', () => {
    const liveness = new Liveness(0, 0.25)
    expect(liveness.at).toBe(4_000)
    expect(liveness.due(3_999, 500)).toBeUndefined()
    expect(liveness.due(4_000, 500)).toBe('ping')
    expect(liveness.at).toBe(20_000)
  })

  it('that owes an answer is not asked again', () => {
    const liveness = new Liveness(0)
    expect(liveness.due(16_000, 500)).toBe('ping')
    expect(liveness.due(32_000, 900)).toBeUndefined()
  })

  it('that had nothing else to read is gone after 12 s without an answer', () => {
    const liveness = quiet()
    liveness.heard()
    expect(liveness.due(41_000, 2)).toBe('ping')
    expect(liveness.due(52_999, 4)).toBeUndefined()
    expect(liveness.due(53_000, 4)).toBe('gone')
  })

  it.each([
    ['before it was asked', 500, 502],
    ['since', 2, 500],
  ])('that was told something %s is slow where it does not answer', (_, asked, later) => {
    const liveness = quiet()
    liveness.heard()
    expect(liveness.due(41_000, asked)).toBe('ping')
    expect(liveness.due(53_000, later)).toBe('slow')
  })

  it('that stands still for 20 s while it is told something is kept', () => {
    const liveness = new Liveness(0)
    expect(liveness.due(16_000, 500)).toBe('ping')
    expect(liveness.due(36_000, 900)).toBeUndefined()
    liveness.heard()
    expect(liveness.due(37_000, 900)).toBe('ping')
  })

  it('that vanishes is found out within 38 s, whenever it was told the last thing', () => {
    const seconds = Array.from({ length: 40 }, (_, second) => second)
    const found = seconds.map((told) => {
      const liveness = new Liveness(0)
      liveness.due(16_000, 500)
      liveness.heard()
      return seconds.findIndex((second) => {
        const due = liveness.due(16_000 + second * 1_000, second < told ? 500 : 900)
        return due === 'slow' || due === 'gone'
      })
    })
    expect(Math.min(...found)).toBeGreaterThan(0)
    expect(Math.max(...found)).toBeLessThanOrEqual(38)
  })
})

/** A peer asked at 16 s that was told nothing before. */
function quiet(): Liveness {
  const liveness = new Liveness(-9_000)
  expect(liveness.due(7_000, 0)).toBeUndefined()
  expect(liveness.due(16_000, 0)).toBe('ping')
  return liveness
}
