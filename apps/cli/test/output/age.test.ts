import { describe, expect, it } from '@jest/globals'

import { ageOf } from '../../src/output/age.ts'

const S = 1_000
const M = 60 * S
const H = 60 * M
const D = 24 * H

describe('an age', () => {
  it.each([
    [-5 * S, '0s'],
    [0, '0s'],
    [119 * S, '119s'],
    [2 * M, '2m'],
    [2 * M + 5 * S, '2m5s'],
    [10 * M + 5 * S, '10m'],
    [3 * H, '3h'],
    [3 * H + 20 * M, '3h20m'],
    [9 * H + 20 * M, '9h'],
    [47 * H, '47h'],
    [48 * H, '2d'],
    [50 * H, '2d2h'],
    [8 * D, '8d'],
    [700 * D, '700d'],
    [735 * D, '2y5d'],
    [3_650 * D, '10y'],
  ])('of %d ms is said as kubectl says it: %s', (ms, said) => {
    expect(ageOf(1_000_000_000_000 - ms, 1_000_000_000_000)).toBe(said)
  })
})
