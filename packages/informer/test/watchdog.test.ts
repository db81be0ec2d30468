import { expect, it } from '@jest/globals'
import { ManualClock } from '@argus/testkit/manual-clock'
import { startWatchdog } from '../src/watchdog.ts'

const limit = { limitMs: 1_000, error: (ms: number) => new Error(`silent for ${ms}`) }

it('gives up a stream that is silent for too long, counted from the last it heard', async () => {
  const clock = new ManualClock()
  using watchdog = startWatchdog(clock, new AbortController().signal, limit)
  await clock.advance(900)
  watchdog.heard()
  await clock.advance(900)
  expect(watchdog.signal.aborted).toBe(false)
  await clock.advance(100)
  expect(watchdog.signal.reason).toEqual(new Error('silent for 1000'))
})

it('does not blame the server while the reader is busy', async () => {
  const clock = new ManualClock()
  using watchdog = startWatchdog(clock, new AbortController().signal, limit)
  watchdog.rest()
  await clock.advance(10_000)
  expect(watchdog.signal.aborted).toBe(false)
  watchdog.heard()
  await clock.advance(2_000)
  expect(watchdog.signal.aborted).toBe(true)
})

it('leaves nothing asleep once it is not needed', async () => {
  const clock = new ManualClock()
  {
    using watchdog = startWatchdog(clock, new AbortController().signal, limit)
    expect(watchdog.signal.aborted).toBe(false)
  }
  expect(clock.sleeping).toBe(0)
})
