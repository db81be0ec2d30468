import { expect, test } from '@jest/globals'

import {
  afterHeard,
  afterSent,
  FIRST_WINDOW,
  isOpen,
  type Window,
} from '../../src/uplink/window.ts'

/** A line that carries so many bytes a second, with so much delay, is sent to as fast as its window lets. */
function run(bytesPerSecond: number, delayMs: number): { window: Window; slowestMs: number } {
  let window = FIRST_WINDOW
  const queue: { bytes: number; sentAt: number; leavesAt: number }[] = []
  let freeAt = 0
  const took: number[] = []
  for (let now = 0; now < 120_000; now += 10) {
    while (queue[0] !== undefined && queue[0].leavesAt + delayMs <= now) {
      const { bytes, sentAt } = queue.shift() ?? { bytes: 0, sentAt: 0 }
      took.push(now - sentAt)
      window = afterHeard(window, { bytes, tookMs: now - sentAt })
    }
    while (isOpen(window)) {
      const bytes = 4_096
      freeAt = Math.max(freeAt, now) + (bytes / bytesPerSecond) * 1_000
      queue.push({ bytes, sentAt: now, leavesAt: freeAt })
      window = afterSent(window, bytes)
    }
  }
  return { window, slowestMs: Math.max(...took.slice(-50)) }
}

test('on a line of 64 kbit/s nothing waits for more than some seconds', () => {
  expect(run(8_000, 300).slowestMs).toBeLessThan(4_000)
})

test('a line that carries much is filled', () => {
  const { window, slowestMs } = run(12_500_000, 300)
  // What is under way in 300 ms.
  expect(window.limit).toBeGreaterThan(3_000_000)
  expect(slowestMs).toBeLessThan(1_500)
})
