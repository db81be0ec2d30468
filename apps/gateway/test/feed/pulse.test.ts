import { until } from '@argus/testkit/until'
import { expect, it } from '@jest/globals'

import { Pulse } from '../../src/feed/pulse.ts'

it('what comes first leaves at once, what comes within the window after it at its end', async () => {
  const { pulse, beats } = beating(true)
  pulse.request()
  await until(() => beats.length === 1, { what: 'the first beat' })
  pulse.request()
  pulse.request()
  await until(() => beats.length === 2, { what: 'the second beat' })
  const [first = 0, second = 0] = beats
  expect(second - first).toBeGreaterThan(WINDOW_MS / 2)
})

it('a beat with which nothing left holds up nothing', async () => {
  const { pulse, beats } = beating(false)
  pulse.request()
  await until(() => beats.length === 1, { what: 'the first beat' })
  pulse.request()
  await new Promise((resolve) => setImmediate(resolve))
  await new Promise((resolve) => setImmediate(resolve))
  expect(beats.length).toBe(2)
})

const WINDOW_MS = 100

function beating(leaves: boolean) {
  const beats: number[] = []
  const pulse = new Pulse(() => {
    beats.push(performance.now())
    return leaves
  }, WINDOW_MS)
  return { pulse, beats }
}
