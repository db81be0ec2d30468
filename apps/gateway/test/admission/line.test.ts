import { describe, expect, it } from '@jest/globals'

import { Line } from '../../src/admission/line.ts'

/** Calls so many to the front, and answers who came and who of them was late. */
function called(line: Line<string>, { now, room }: { now: number; room: number }) {
  const all: string[] = []
  line.advance(now, (who, late) => {
    if (all.length === room) return 'stays'
    all.push(late ? `${who}, late` : who)
    return 'gone'
  })
  return all
}

describe('a line', () => {
  it('calls those who wait in the order in which they came, as far as there is room', () => {
    const line = new Line<string>({ most: 3, longestMs: 100 })
    for (const who of ['first', 'second', 'third']) expect(line.join(who, 0)).toBe(true)
    expect(called(line, { now: 1, room: 2 })).toEqual(['first', 'second'])
    expect(line.empty).toBe(false)
    expect(called(line, { now: 2, room: 2 })).toEqual(['third'])
    expect(line.empty).toBe(true)
  })

  it('takes so many and no more, until somebody leaves', () => {
    const line = new Line<string>({ most: 2, longestMs: 100 })
    expect(['first', 'second', 'third'].map((who) => line.join(who, 0))).toEqual([
      true,
      true,
      false,
    ])
    line.leave('first')
    expect(line.join('fourth', 0)).toBe(true)
    expect(called(line, { now: 0, room: 9 })).toEqual(['second', 'fourth'])
  })

  it('says who stood longer than anybody should', () => {
    const line = new Line<string>({ most: 2, longestMs: 100 })
    line.join('first', 0)
    line.join('second', 50)
    expect(called(line, { now: 101, room: 9 })).toEqual(['first, late', 'second'])
  })
})
