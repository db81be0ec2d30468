import { expect, it } from '@jest/globals'
import { ManualClock } from '../src/manual-clock.ts'

it('wakes sleepers in the order of their time, at their time', async () => {
  const clock = new ManualClock(0)
  const woken: [string, number][] = []
  const sleeping = [
    clock.sleep(200).then(() => woken.push(['late', clock.now()])),
    clock.sleep(100).then(() => woken.push(['early', clock.now()])),
  ]
  await clock.advance(99)
  expect(woken).toEqual([])
  expect(clock.sleeping).toBe(2)
  await clock.advance(500)
  await Promise.all(sleeping)
  expect(woken).toEqual([
    ['early', 100],
    ['late', 200],
  ])
  expect(clock.now()).toBe(599)
})

it('ends a sleep when its signal aborts', async () => {
  const clock = new ManualClock()
  const stop = new AbortController()
  const sleep = clock.sleep(1_000, stop.signal)
  stop.abort(new Error('stopped'))
  await expect(sleep).rejects.toThrow('stopped')
  expect(clock.sleeping).toBe(0)
})
