import { CloseCode } from '@argus/contracts/close-code'
import { describe, expect, it } from '@jest/globals'

import { FIRST_DIAL, transition, type ConnectionState } from '../src/connection-state.ts'

const open: ConnectionState = { phase: 'open', failures: 2, connection: 'c' }

describe('a lost connection', () => {
  it.each([1006, 1001, CloseCode.Draining, CloseCode.SlowConsumer, 4099, 4321])(
    'is dialled again after %d',
    (code) => expect(closed(open, code)).toMatchObject({ phase: 'waiting', failures: 3 }),
  )

  it.each([1002, 1003, 1007, 1009, CloseCode.BadFrame, CloseCode.SessionRevoked, 4999])(
    'stops after %d',
    (code) => expect(closed(open, code)).toMatchObject({ phase: 'stopped', loss: { code } }),
  )

  it('forgets earlier failures where it had lasted', () =>
    expect(
      transition(open, { type: 'closed', loss: { code: 1006, reason: '' }, lasted: true }),
    ).toMatchObject({ failures: 1 }))

  it('waits for as long as the gateway asked', () =>
    expect(
      transition(open, {
        type: 'closed',
        loss: { code: 4004, reason: '' },
        lasted: false,
        retryAfterMs: 900,
      }),
    ).toMatchObject({ phase: 'waiting', notBeforeMs: 900 }))
})

describe('a refused token', () => {
  it('is replaced once, then dialled with at once', () =>
    expect(closed(open, 4100)).toEqual({ phase: 'dialling', failures: 2, credential: 'new' }))

  it('stops the client when the new one is refused without a welcome between', () =>
    expect(closed(closed(open, 4100), 4100)).toMatchObject({ phase: 'stopped' }))

  it('stays replaced while the network keeps failing', () => {
    const waiting = closed(closed(open, 4100), 1006)
    const again = transition(waiting, { type: 'due' })
    expect(again).toMatchObject({ phase: 'dialling', credential: 'renewed' })
    expect(closed(again, 4100)).toMatchObject({ phase: 'stopped' })
  })

  it('is asked for again where none could be had', () => {
    const refused = closed(open, 4100)
    const failed = transition(refused, { type: 'failed', loss: { code: undefined, reason: '503' } })
    expect(transition(failed, { type: 'due' })).toMatchObject({ credential: 'new' })
  })

  it('is a new matter after a welcome', () => {
    const welcomed = transition(closed(open, 4100), { type: 'welcomed', connection: 'd' })
    expect(closed(welcomed, 4100)).toMatchObject({ phase: 'dialling', credential: 'new' })
  })
})

it('stops where there is no session', () =>
  expect(
    transition(FIRST_DIAL, { type: 'signed_out', loss: { code: undefined, reason: 'no' } }),
  ).toMatchObject({ phase: 'stopped' }))

it('does not wake by resting what has stopped', () => {
  const stopped = closed(open, 4501)
  expect(transition(stopped, { type: 'rested' })).toBe(stopped)
  expect(transition(stopped, { type: 'woken' })).toEqual(FIRST_DIAL)
})

function closed(state: ConnectionState, code: number): ConnectionState {
  return transition(state, { type: 'closed', loss: { code, reason: '' }, lasted: false })
}
