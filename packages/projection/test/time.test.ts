import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { timeOf } from '../src/time.ts'

const parsed = (text: string) => {
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : time
}

const part = fc.integer({ min: 0, max: 70 }).map((number) => String(number).padStart(2, '0'))
const likeTime = fc
  .tuple(fc.integer({ min: 0, max: 9_999 }), part, part, part, part, part)
  .map(([year, month, day, hour, minute, second]) => {
    return `${String(year).padStart(4, '0')}-${month}-${day}T${hour}:${minute}:${second}Z`
  })

describe('the time of a text', () => {
  it('is that of the calendar, for every day that is written as Kubernetes writes it', () => {
    for (let day = Date.UTC(1969, 0, 1, 23, 59, 59); day < Date.UTC(2405, 0); day += 86_400_000) {
      const text = new Date(day).toISOString().replace('.000Z', 'Z')
      if (timeOf(text) !== day) expect([text, timeOf(text)]).toEqual([text, day])
    }
  })

  it('is what the platform says of it, whether it is one or not', () => {
    fc.assert(
      fc.property(likeTime, fc.nat(20), fc.string({ maxLength: 2 }), (text, at, odd) => {
        expect(timeOf(text)).toBe(parsed(text))
        const broken = text.slice(0, at) + odd + text.slice(at + 1)
        expect(timeOf(broken)).toBe(parsed(broken))
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([[7], [null], [undefined], [{}], ['']])('%j has none', (value) =>
    expect(timeOf(value)).toBeUndefined(),
  )
})
