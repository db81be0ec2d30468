import { ManualClock } from '@argus/testkit/manual-clock'
import { until } from '@argus/testkit/until'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import type { LiveRequest } from '../src/live-event.ts'
import { SignedOutError } from '../src/options.ts'
import { Tab } from '../src/tab.ts'
import { at } from './items.ts'
import { SharedStage } from './shared-stage.ts'
import { follow, gone, Stage, stopped } from './stage.ts'

let stage: Stage
let shared: SharedStage

beforeEach(async () => {
  stage = await Stage.set()
  shared = new SharedStage(stage.gateway.url)
})

afterEach(async () => {
  shared.end()
  await stage[Symbol.asyncDispose]()
})

describe('tabs that share a client', () => {
  it('are one connection and one subscription; a late one is told what is there', async () => {
    const first = follow((await shared.openTab()).client)
    const peer = await stage.live()
    await until(() => first.told().includes('synced'), { what: 'the first tab' })
    const second = follow((await shared.openTab()).client)
    await until(() => second.told().includes('answered'), { what: 'the copy' })
    expect(second.told()).toEqual(['joined prod live', 'read a/1', 'synced', 'answered'])
    expect(stage.gateway.peers).toHaveLength(1)
    expect(peer.frames.map(({ type }) => type)).toEqual(['hello', 'subscribe'])
  })

  it('go on when the first says good-bye', async () => {
    const one = await shared.openTab()
    const first = follow(one.client)
    const peer = await stage.live()
    const second = follow((await shared.openTab()).client)
    await until(() => second.told().includes('synced'), { what: 'the copy' })
    one.leave()
    peer.say({ type: 'events', view: 7, prev: at(2), at: at(3), time: 1, events: [gone('a/1')] })
    await until(() => second.told().includes('gone a/1'), { what: 'the deletion' })
    expect(first.told()).not.toContain('gone a/1')
  })

  it('lose their subscriptions some time after they vanished', async () => {
    const clock = new ManualClock()
    const tabs = new SharedStage(stage.gateway.url, clock)
    const one = await tabs.openTab()
    const { told } = follow(one.client)
    const peer = await stage.live()
    const other = await tabs.openTab()
    await until(() => told().length > 0, { what: 'the subscription' })
    await tabs.vanish(one)
    await clock.advance(4_000)
    await peer.settled()
    expect(peer.frames.some(({ type }) => type === 'unsubscribe')).toBe(false)
    await clock.advance(1_500)
    await peer.expect('unsubscribe')
    expect(other.client.connection.state.phase).toBe('open')
    tabs.end()
  })

  it('leave nothing behind: the last one ends the connection, and the next begins anew', async () => {
    const one = await shared.openTab()
    follow(one.client)
    const peer = await stage.live()
    one.leave()
    await peer.closed
    follow((await shared.openTab()).client)
    const again = await stage.gateway.peer(2)
    await again.welcome()
    expect((await again.expect('subscribe')).from).toBeUndefined()
  })

  it('rest only when nobody sees any of them', async () => {
    const one = await shared.openTab()
    const two = await shared.openTab()
    const peer = await stage.gateway.peer(1)
    await peer.welcome()
    one.client.rest()
    two.client.rest()
    await peer.closed
    two.client.wake()
    const again = await stage.gateway.peer(2)
    await again.welcome()
    await until(() => two.client.connection.state.phase === 'open', { what: 'a connection' })
    one.client.wake()
    two.client.rest()
    one.client.rest()
    await again.closed
  })

  it('are asked for a token one after the other, those that are seen first', async () => {
    const one = await shared.openTab({ token: 'of the first' })
    const peer = await stage.gateway.peer(1)
    await peer.welcome()
    const two = await shared.openTab({ token: 'of the second' })
    one.client.rest()
    await until(() => two.client.connection.state.phase === 'open', { what: 'a connection' })
    peer.close(4100)
    const { token } = await (await stage.gateway.peer(2)).expect('hello')
    expect(token).toBe('of the second')
    expect([one.asked, two.asked]).toEqual([[false], [true]])
  })

  it('stop together where a tab says that nobody is logged in', async () => {
    const one = await shared.openTab({ fault: new SignedOutError('the session is over') })
    const two = await shared.openTab()
    await Promise.all([one, two].map(({ client }) => stopped(client)))
    expect(two.client.connection.loss?.reason).toBe('the session is over')
    expect(stage.gateway.peers).toHaveLength(0)
  })

  it('each find out that the worker is no more', async () => {
    const tabs = [await shared.openTab(), await shared.openTab()]
    shared.crash()
    await Promise.all(tabs.map(({ lost }) => lost))
  })

  it('are told the end of a subscription, in the words of the gateway', async () => {
    const { told } = follow((await shared.openTab()).client)
    const peer = await stage.live()
    const { id } = await peer.expect('subscribe')
    peer.say({ type: 'ended', id, code: 'permission_lost', message: 'no more' })
    await until(() => told().includes('ended permission_lost'), { what: 'the end' })
  })
})

it('tells a tab of a burst in few messages', async () => {
  const clock = new ManualClock()
  const { port1, port2 } = new MessageChannel()
  const told: unknown[] = []
  port2.addEventListener('message', ({ data }) => told.push(data))
  port2.start()
  const tab = new Tab(port1, clock)
  const client = stage.open()
  const following = tab.follow(client, 1, REQUEST)
  const peer = await stage.live()
  for (const seq of [3, 4, 5, 6])
    peer.say({ type: 'bookmark', view: 7, prev: at(seq - 1), at: at(seq), time: seq })
  await peer.settled()
  await clock.advance(8)
  const batches = () => told.filter((message) => JSON.stringify(message).includes('"batches"'))
  await until(() => JSON.stringify(batches()).includes('"time":6'), { what: 'the last' })
  expect(batches()).toHaveLength(2)
  tab.unfollow(1)
  await following
  tab.end()
  port2.close()
})

const REQUEST: LiveRequest = {
  topic: { cluster: '*', group: 'monitoring.coreos.com', resource: 'servicemonitors' },
  shape: 'row',
}
