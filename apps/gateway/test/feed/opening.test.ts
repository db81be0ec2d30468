import { expect, it } from '@jest/globals'

import { Bell } from '../../src/feed/bell.ts'
import { Opening } from '../../src/feed/opening.ts'
import type { Sink } from '../../src/feed/sink.ts'

function sinkOf(bell: Bell): Pick<Sink, 'opened'> & { waits: number } {
  return {
    waits: 0,
    opened(signal) {
      this.waits += 1
      return bell.rung(signal)
    },
  }
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

it('all who wait for a sink wait once, and each is woken once', async () => {
  const bell = new Bell()
  const sink = sinkOf(bell)
  const opening = new Opening(sink, new AbortController().signal)
  const woken: string[] = []
  const one = () => woken.push('one')
  opening.wake(one)
  opening.wake(one)
  opening.wake(() => woken.push('other'))
  bell.ring()
  await settled()
  expect(woken).toEqual(['one', 'other'])
  expect(sink.waits).toBe(1)
  bell.ring()
  await settled()
  expect(woken.length).toBe(2)
})

it('nobody is woken after the end, not even in its turn', async () => {
  const bell = new Bell()
  const ended = new AbortController()
  const opening = new Opening(sinkOf(bell), ended.signal)
  let woken = false
  opening.wake(() => {
    woken = true
  })
  bell.ring()
  ended.abort()
  await settled()
  expect(woken).toBe(false)
})
