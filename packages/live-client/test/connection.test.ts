import { CloseCode } from '@argus/contracts/close-code'
import { ManualClock } from '@argus/testkit/manual-clock'
import { until } from '@argus/testkit/until'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import { SignedOutError } from '../src/options.ts'
import { at, header } from './items.ts'
import { advance, follow, gone, Stage, stopped } from './stage.ts'

let stage: Stage

beforeEach(async () => {
  stage = await Stage.set()
})

afterEach(() => stage[Symbol.asyncDispose]())

describe('a lost connection', () => {
  it('is resumed from where it was, and only what changed is told', async () => {
    const client = stage.open()
    const { told } = follow(client)
    const first = await stage.live()
    first.close(CloseCode.Draining)
    const second = await stage.gateway.peer(2)
    await second.welcome()
    const again = await second.expect('subscribe')
    expect(again.from).toEqual({ 'prod/monitoring.coreos.com/servicemonitors': at(2) })
    second.say({ type: 'subscribed', id: again.id, views: [header(3, 'prod')] })
    const events = [gone('a/1'), gone('never/had')]
    second.say({ type: 'events', view: 3, prev: at(2), at: at(5), time: 1, events })
    second.say({ type: 'synced', view: 3, at: at(5), resumed: true })
    await until(() => told().filter((line) => line === 'synced').length === 2, {
      what: 'the resume',
    })
    expect(told().filter((line) => line.startsWith('gone'))).toEqual(['gone a/1'])
    expect(client.report().outages).toMatchObject([{ code: 4000, until: expect.any(Number) }])
  })

  it('asks for another token after 4100, once', async () => {
    const asked: boolean[] = []
    const client = stage.open({ onToken: ({ fresh }) => asked.push(fresh) })
    const first = await stage.gateway.peer(1)
    await first.expect('hello')
    first.close(CloseCode.TokenExpired)
    const second = await stage.gateway.peer(2)
    await second.expect('hello')
    second.close(CloseCode.TokenExpired)
    await stopped(client)
    expect(asked).toEqual([false, true])
    expect(stage.gateway.peers).toHaveLength(2)
  })

  it('stops and says so where dialling cannot help, until a person asks for it', async () => {
    const client = stage.open()
    const first = await stage.gateway.peer(1)
    await first.welcome()
    await until(() => client.connection.state.phase === 'open', { what: 'a welcome' })
    first.close(CloseCode.SessionRevoked, 'session revoked')
    await stopped(client)
    expect(client.connection.state).toMatchObject({
      loss: { code: 4501, reason: 'session revoked' },
    })
    client.retryNow()
    await (await stage.gateway.peer(2)).welcome()
    await until(() => client.connection.state.phase === 'open', { what: 'a welcome' })
  })

  it('keeps saying why it was lost until there is another', async () => {
    const client = stage.open()
    const first = await stage.gateway.peer(1)
    await first.expect('hello')
    first.close(CloseCode.AuthorityUnreachable)
    const second = await stage.gateway.peer(2)
    expect(client.connection).toMatchObject({ loss: { code: 4002 }, downSince: expect.any(Number) })
    await second.welcome()
    await until(() => client.connection.state.phase === 'open', { what: 'a welcome' })
    expect(client.connection).toMatchObject({ loss: undefined, downSince: undefined })
  })

  it('stops where there is no session', async () => {
    const client = stage.open({
      onToken: () => {
        throw new SignedOutError('log in')
      },
    })
    await stopped(client)
    expect(stage.gateway.peers).toHaveLength(0)
  })

  it('leaves a draining gateway within the grace and takes its positions along', async () => {
    follow(stage.open())
    const first = await stage.live()
    first.say({ type: 'goaway', grace_ms: 20 })
    const second = await stage.gateway.peer(2)
    await second.welcome()
    expect((await second.expect('subscribe')).from).toBeDefined()
  })

  it('rests when told to, and resumes', async () => {
    const client = stage.open()
    const { told } = follow(client)
    await stage.live()
    await until(() => told().includes('synced'), { what: 'the copy' })
    client.rest()
    await until(() => client.connection.state.phase === 'resting', { what: 'rest' })
    client.retryNow()
    const second = await stage.gateway.peer(2)
    await second.welcome()
    expect((await second.expect('subscribe')).from).toBeDefined()
    expect(client.report().outages).toEqual([])
  })
})

describe('with the clock moved', () => {
  it('tells of a silent gateway after 5 s and dials again after more', async () => {
    const clock = new ManualClock()
    const client = stage.open({ clock })
    const peer = await stage.gateway.peer(1)
    await peer.welcome()
    await until(() => client.connection.state.phase === 'open', { what: 'a welcome' })
    peer.goDeaf()
    await advance(clock, 4_500)
    expect(client.connection.downSince).toBeUndefined()
    await advance(clock, 1_000)
    expect(client.connection.downSince).toBeDefined()
    await advance(clock, 6_000)
    await stage.gateway.peer(2)
    expect(client.report().outages).toHaveLength(1)
  })

  it('keeps a quiet connection whose gateway answers', async () => {
    const clock = new ManualClock()
    const client = stage.open({ clock })
    const peer = await stage.gateway.peer(1)
    await peer.welcome()
    await until(() => client.connection.state.phase === 'open', { what: 'a welcome' })
    for (let second = 0; second < 30; second += 1) {
      await advance(clock, 1_000)
      await peer.settled()
    }
    expect(client.connection).toMatchObject({ state: { phase: 'open' }, downSince: undefined })
    expect(stage.gateway.peers).toHaveLength(1)
  })

  it('renews before the token expires', async () => {
    const clock = new ManualClock()
    const client = stage.open({ clock, lifeMs: 120_000 })
    const peer = await stage.gateway.peer(1)
    await peer.welcome()
    await until(() => client.connection.state.phase === 'open', { what: 'a welcome' })
    for (let second = 0; second < 85; second += 1) {
      await advance(clock, 1_000)
      await peer.settled()
    }
    expect((await peer.expect('renew')).token).toBe('token 2')
  })
})
