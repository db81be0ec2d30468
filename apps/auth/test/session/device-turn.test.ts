import { describe, expect, test } from '@jest/globals'

import { deviceTurn, type AskingDevice } from '../../src/session/terminal/device-turn.ts'

const waiting: AskingDevice = {
  state: 'waiting',
  expiresAt: 600_000,
  polledAt: undefined,
  intervalSeconds: 5,
}

describe('a terminal that waits', () => {
  test('is told to wait, and to wait longer where it asks too early', () => {
    expect(deviceTurn(waiting, 0)).toMatchObject({ type: 'pending' })
    const asked = { ...waiting, polledAt: 10_000 }
    expect(deviceTurn(asked, 15_000)).toMatchObject({ type: 'pending' })
    expect(deviceTurn(asked, 14_000)).toMatchObject({ type: 'pending' }) // late before, in time now
    expect(deviceTurn(asked, 13_999)).toEqual({ type: 'slow_down', intervalSeconds: 10 })
    const slowed = { ...asked, intervalSeconds: 10 }
    expect(deviceTurn(slowed, 15_000)).toEqual({ type: 'slow_down', intervalSeconds: 15 })
    expect(deviceTurn(slowed, 20_000)).toMatchObject({ type: 'pending' })
  })

  test.each([
    { state: 'approved', turn: 'open' },
    { state: 'denied', turn: 'denied' },
    { state: 'used', turn: 'used_again' },
  ] as const)('that is $state is told so, however early it asks', ({ state, turn }) => {
    expect(deviceTurn({ ...waiting, state, polledAt: 10_000 }, 10_001)).toEqual({ type: turn })
  })

  test.each(['waiting', 'approved', 'denied', 'used'] as const)(
    'and is %s is told at its end that it is over',
    (state) => {
      expect(deviceTurn({ ...waiting, state }, 599_999)).not.toEqual({ type: 'over' })
      expect(deviceTurn({ ...waiting, state }, 600_000)).toEqual({ type: 'over' })
    },
  )
})
