import { describe, expect, it } from '@jest/globals'

import { compare, type Recorded } from '../src/check/compare.ts'

const less: Recorded = { value: 2, better: 'less' }
const more: Recorded = { value: 10, better: 'more' }
const verdictOf = (recorded: Recorded, ...values: number[]) =>
  compare(
    { ours: recorded },
    values.map((value) => new Map([['ours', value]])),
  )[0]

describe('a recorded ratio', () => {
  it('is held when it is a tenth worse and no more, whichever way is better', () => {
    expect(verdictOf(less, 2.2)).toMatchObject({ type: 'held', value: 2.2 })
    expect(verdictOf(more, 9.1)).toMatchObject({ type: 'held' })
  })

  it('is held when it is better than it was', () => {
    expect(verdictOf(less, 1)).toMatchObject({ type: 'held' })
    expect(verdictOf(more, 20)).toMatchObject({ type: 'held' })
  })

  it('is worse when it is more than a tenth worse in every run', () => {
    expect(verdictOf(less, 2.4, 2.5)).toMatchObject({ type: 'worse', value: 2.4, percent: 20 })
    expect(verdictOf(more, 8, 7)).toMatchObject({ type: 'worse', value: 8, percent: 25 })
  })

  it('is held when one of two runs holds it', () => {
    expect(verdictOf(less, 3, 2.1)).toMatchObject({ type: 'held', value: 2.1 })
  })

  it('is missing when no run measured it: a result that was renamed is not one that holds', () => {
    expect(compare({ ours: less }, [new Map([['theirs', 1]])])).toEqual([
      { type: 'missing', id: 'ours', recorded: 2 },
    ])
  })
})
