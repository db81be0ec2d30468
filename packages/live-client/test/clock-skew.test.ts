import { CloseCode } from '@argus/contracts/close-code'
import { ManualClock } from '@argus/testkit/manual-clock'
import { until } from '@argus/testkit/until'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import type { LiveClient } from '../src/client.ts'
import type { Peer } from './gateway.ts'
import { advance, Stage } from './stage.ts'

const HOUR_MS = 3_600_000
const LIFE_MS = 120_000

let stage: Stage

beforeEach(async () => {
  stage = await Stage.set()
})

afterEach(() => stage[Symbol.asyncDispose]())

describe('a client whose clock is wrong', () => {
  it.each([
    ['an hour ahead', HOUR_MS],
    ['an hour behind', -HOUR_MS],
  ])('by being %s renews each token in its time, once', async (_, offMs) => {
    const clock = new ManualClock(Date.now() + offMs)
    const asked: boolean[] = []
    const client = stage.open({ clock, lifeMs: LIFE_MS, onToken: ({ fresh }) => asked.push(fresh) })
    const peer = await open(client, 1)
    await pass(clock, peer, 1.75 * LIFE_MS) // Each is renewed after two thirds of its life.
    expect((await peer.expect('renew', 2)).token).toBe('token 3')
    expect(asked).toEqual([false, true, true])
    expect(stage.gateway.peers).toHaveLength(1)
  })

  it('since it was set an hour ahead renews soon, and then as ever', async () => {
    const clock = new ManualClock()
    const asked: boolean[] = []
    const onToken = ({ fresh }: { fresh: boolean }) => asked.push(fresh)
    const client = stage.open({ clock, lifeMs: LIFE_MS, movedMs: HOUR_MS, onToken })
    const peer = await open(client, 1)
    await pass(clock, peer, LIFE_MS / 2)
    expect((await peer.expect('renew')).token).toBe('token 2')
    expect(asked).toEqual([false, true])
    expect(stage.gateway.peers).toHaveLength(1)
  })

  it('since it was set an hour back is told when its token ends, gets one other, and goes on', async () => {
    const clock = new ManualClock()
    const asked: boolean[] = []
    const onToken = ({ fresh }: { fresh: boolean }) => asked.push(fresh)
    const client = stage.open({ clock, lifeMs: LIFE_MS, movedMs: -HOUR_MS, onToken })
    const first = await open(client, 1)
    await pass(clock, first, LIFE_MS)
    expect(asked).toEqual([false])
    first.close(CloseCode.TokenExpired)
    const second = await open(client, 2)
    await pass(clock, second, LIFE_MS / 2)
    expect(asked).toEqual([false, true])
    expect(stage.gateway.peers).toHaveLength(2)
  })
})

async function open(client: LiveClient, count: number): Promise<Peer> {
  const peer = await stage.gateway.peer(count)
  await peer.welcome()
  await until(() => client.connection.state.phase === 'open', { what: 'a welcome' })
  return peer
}

async function pass(clock: ManualClock, peer: Peer, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 1_000) {
    await advance(clock, 1_000)
    await peer.settled()
  }
}
