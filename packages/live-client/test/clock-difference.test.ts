import { CloseCode } from '@argus/contracts/close-code'
import { ManualClock } from '@argus/testkit/manual-clock'
import { until } from '@argus/testkit/until'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import type { LiveClient } from '../src/client.ts'
import type { Clock } from '../src/clock.ts'
import { SharedStage } from './shared-stage.ts'
import { advance, Stage } from './stage.ts'

const TEN_MINUTES_MS = 600_000

let stage: Stage

beforeEach(async () => {
  stage = await Stage.set()
})

afterEach(() => stage[Symbol.asyncDispose]())

describe('a client that is told the time', () => {
  it.each([
    ['behind', TEN_MINUTES_MS],
    ['ahead', -TEN_MINUTES_MS],
  ])('knows how far its clock is %s, half the round trip taken off', async (_, offMs) => {
    const clock = new ManualClock()
    const client = stage.open({ clock })
    const peer = await stage.gateway.peer(1)
    await peer.expect('hello')
    const looked = clock.now() + 200
    await clock.advance(400)
    await peer.welcome(looked + offMs)
    await open(client)
    expect(client.connection.clockDifferenceMs).toBe(offMs)
  })

  it('calls no clock wrong that may be right: the answer took as long', async () => {
    const clock = new ManualClock()
    const client = stage.open({ clock })
    const peer = await stage.gateway.peer(1)
    await peer.expect('hello')
    const asked = clock.now()
    await clock.advance(8_000)
    await peer.welcome(asked + 1)
    await open(client)
    expect(client.connection.clockDifferenceMs).toBe(0)
  })

  it('by a gateway that does not tell knows nothing, and keeps what another told', async () => {
    const clock = new ManualClock()
    const client = stage.open({ clock })
    const first = await stage.gateway.peer(1)
    await first.welcome()
    await open(client)
    expect(client.connection.clockDifferenceMs).toBeUndefined()
    first.close(CloseCode.TokenExpired)
    const second = await stage.gateway.peer(2)
    await second.welcome(clock.now() + TEN_MINUTES_MS)
    await open(client)
    second.close(CloseCode.TokenExpired)
    await (await stage.gateway.peer(3)).welcome()
    await open(client)
    expect(client.connection.clockDifferenceMs).toBe(TEN_MINUTES_MS)
  })

  it.each([
    ['corrects nothing any more once its clock was set right', TEN_MINUTES_MS, 0],
    ['is as wrong as before after a sleep', TEN_MINUTES_MS / 2, TEN_MINUTES_MS],
  ])('%s', async (_, movedMs, left) => {
    const manual = new ManualClock()
    let moved = 0
    const clock: Clock = {
      now: () => manual.now() + moved,
      steady: manual.steady,
      sleep: manual.sleep,
    }
    const client = stage.open({ clock })
    const peer = await stage.gateway.peer(1)
    await peer.welcome(clock.now() + TEN_MINUTES_MS)
    await open(client)
    moved = movedMs
    await advance(manual, 1_000)
    expect(client.connection.clockDifferenceMs).toBe(left)
  })
})

it('every tab of a worker knows how wrong the clock is', async () => {
  const shared = new SharedStage(stage.gateway.url)
  try {
    const { client } = await shared.openTab()
    const peer = await stage.gateway.peer(1)
    await peer.welcome(Date.now() + TEN_MINUTES_MS)
    await open(client)
    const late = await shared.openTab()
    for (const { connection } of [client, late.client])
      expect(Math.round((connection.clockDifferenceMs ?? 0) / 10_000)).toBe(60)
  } finally {
    shared.end()
  }
})

function open(client: LiveClient): Promise<boolean> {
  return until(() => client.connection.state.phase === 'open', { what: 'a welcome' })
}
