import { expect, it } from '@jest/globals'

import { BURST_FRAMES, fullAllowance, judgeFrame } from '../../src/admission/limits.ts'

/** The verdicts on `count` frames, one each `everyMs`. */
function verdicts(count: number, everyMs: number): string[] {
  let allowance = fullAllowance(0)
  return Array.from({ length: count }, (_, index) => {
    const judged = judgeFrame(allowance, index * everyMs)
    allowance = judged.allowance
    return judged.verdict
  })
}

it('twenty frames a second go on for ever', () => {
  expect(new Set(verdicts(5_000, 50))).toEqual(new Set(['take']))
})

it('a client that dialled again may restore everything at once, then no more', () => {
  const all = verdicts(BURST_FRAMES + 1, 0)
  expect(all.slice(0, BURST_FRAMES)).not.toContain('refuse')
  expect(all.at(-1)).toBe('refuse')
})

it('a refusal says when the next frame is welcome', () => {
  const spent = { left: -1, at: 0 }
  const { retryAfterMs } = judgeFrame(spent, 0)
  expect(judgeFrame({ left: -2, at: 0 }, retryAfterMs + 50).verdict).toBe('take')
})

it('a flood ends the connection', () => {
  expect(verdicts(BURST_FRAMES + 200, 0).at(-1)).toBe('close')
})
