import { describe, expect, it } from '@jest/globals'

import {
  correctedReport,
  correctedView,
  correctionOf,
  correctionWords,
} from '../../src/live/clock-correction.ts'

describe('a clock that differs from that of Argus', () => {
  it.each([
    [undefined, 0],
    [0, 0],
    [2_000, 0],
    [-2_000, 0],
    [2_001, 2_001],
    [-180_000, -180_000],
  ])('by %d ms is corrected by %d', (difference, correction) =>
    expect(correctionOf(difference)).toBe(correction),
  )

  it('is spoken of in words', () =>
    expect([180_000, -7_200_000].map(correctionWords)).toEqual([
      '3 min behind; times are corrected',
      '2 h ahead; times are corrected',
    ]))

  it('has told times that are put right, those that Argus told are not touched', () => {
    const view = {
      state: { phase: 'resting' },
      downSince: 1_000,
      loss: undefined,
      clockDifferenceMs: 9_000,
    } as const
    expect(correctedView(view).downSince).toBe(10_000)
    const report = correctedReport(
      {
        outages: [{ since: 1, until: 2, reason: 'cut' }],
        spans: [
          { topic: 'a', state: 'live', since: 9_003, until: 4 },
          { topic: 'b', state: 'live', since: 9_005 },
        ],
        remarks: [{ at: 6, text: 'a hole' }],
      },
      9_000,
    )
    expect(report).toEqual({
      outages: [{ since: 9_001, until: 9_002, reason: 'cut' }],
      spans: [
        { topic: 'a', state: 'live', since: 9_003, until: 9_004 },
        { topic: 'b', state: 'live', since: 9_005 },
      ],
      remarks: [{ at: 9_006, text: 'a hole' }],
    })
  })
})
