import { expect, it } from '@jest/globals'
import { startLoopTurn } from '../src/loop-turn.ts'

it('goes on without the event loop while little time has passed', () => {
  let now = 0
  const turn = startLoopTurn(() => now)
  now = 7
  expect(turn.endIfLong()).toBeUndefined()
})

it('lets the event loop turn after eight milliseconds, and counts anew from there', async () => {
  let now = 0
  const turn = startLoopTurn(() => now)
  let turned = false
  setImmediate(() => (turned = true))
  now = 8
  await turn.endIfLong()
  expect(turned).toBe(true)
  now = 15
  expect(turn.endIfLong()).toBeUndefined()
})
