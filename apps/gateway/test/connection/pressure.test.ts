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
  it('is asked every 25 s', () => {
    const liveness = new Liveness(0)
    expect(liveness.due(24_000)).toBeUndefined()
    expect(liveness.due(25_000)).toBe('ping')
    liveness.heard()
    expect(liveness.due(35_000)).toBeUndefined()
    expect(liveness.due(50_000)).toBe('ping')
  })

  it('is asked earlier the first time where it is told so, then every 25 s', () => {
    const liveness = new Liveness(0, 0.2)
    expect(liveness.at).toBe(5_000)
    expect(liveness.due(4_999)).toBeUndefined()
    expect(liveness.due(5_000)).toBe('ping')
    expect(liveness.at).toBe(15_000) // by then it must have answered
    liveness.heard()
    expect(liveness.at).toBe(30_000)
  })

  it('that does not answer within 10 s is cut off', () => {
    const liveness = new Liveness(0)
    expect(liveness.due(25_000)).toBe('ping')
    expect(liveness.due(34_999)).toBeUndefined()
    expect(liveness.due(35_000)).toBe('cut')
  })
})
