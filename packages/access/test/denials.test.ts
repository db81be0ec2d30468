import { ManualClock } from '@argus/testkit/manual-clock'
import { expect, test } from '@jest/globals'

import { createDenialSample } from '../src/denials.ts'

test('each user has ten a minute, whatever the others do', async () => {
  const clock = new ManualClock()
  const sample = createDenialSample(clock)
  const written = (user: string) =>
    Array.from({ length: 15 }, () => sample(user)).filter(({ type }) => type === 'written').length
  expect([written('one'), written('other'), written('one')]).toEqual([10, 10, 0])
  await clock.advance(59_999)
  expect(written('one')).toBe(0)
  await clock.advance(1)
  expect(sample('one')).toEqual({ type: 'written', leftOut: 35 })
  expect(sample('one')).toEqual({ type: 'written', leftOut: 0 })
})

test('of more users than it keeps apart, the first to be denied begins anew', () => {
  const sample = createDenialSample(new ManualClock())
  for (let tries = 0; tries < 11; tries += 1) sample('first')
  expect(sample('first').type).toBe('left_out')
  for (let user = 0; user < 10_000; user += 1) sample(`user ${user}`)
  expect(sample('first')).toEqual({ type: 'written', leftOut: 0 })
})
