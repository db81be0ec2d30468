import { until } from '@argus/testkit/until'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import { at, header, item } from './items.ts'
import { follow, gone, Stage } from './stage.ts'

let stage: Stage

beforeEach(async () => {
  stage = await Stage.set()
})

afterEach(() => stage[Symbol.asyncDispose]())

describe('a subscription', () => {
  it('is a snapshot, then changes, each told once', async () => {
    const { told } = follow(stage.open())
    const peer = await stage.joined(1, header(7, 'prod'))
    peer.say({ type: 'snapshot', view: 7, first: true, items: [item('a/1'), item('a/2')] })
    peer.say({ type: 'synced', view: 7, at: at(2), resumed: false })
    peer.say({
      type: 'events',
      view: 7,
      prev: at(2),
      at: at(4),
      time: 9,
      events: [
        { type: 'MODIFIED', ...item('a/1', 'failing') },
        { type: 'DELETED', key: 'a/2' },
      ],
    })
    await until(() => told().includes('gone a/2'), { what: 'the deletion' })
    expect(told()).toEqual([
      'joined prod live',
      'answered',
      'read a/1',
      'read a/2',
      'synced',
      'upserted a/1',
      'gone a/2',
      'time 9',
    ])
  })

  it('to counts is told all of them, whenever one is another', async () => {
    const client = stage.open()
    const { told } = follow(client)
    const peer = await stage.joined(1, header(7, 'prod'))
    const count = (namespace: string, number: number, changes: number) =>
      ({ namespace, health: 'Failed', count: number, changes }) as const
    peer.say({ type: 'counts', view: 7, first: true, counts: [count('a', 1, 0)], time: 1 })
    peer.say({ type: 'counts', view: 7, counts: [count('b', 2, 0)], time: 1 })
    peer.say({ type: 'synced', view: 7, at: at(2), resumed: false })
    peer.say({ type: 'counts', view: 7, counts: [count('a', 0, 1), count('b', 3, 1)], time: 9 })
    await until(() => told().includes('time 9'), { what: 'the change' })
    expect(told().filter((line) => !line.startsWith('time'))).toEqual([
      'joined prod live',
      'answered',
      'counts a Failed 1',
      'counts b Failed 2',
      'synced',
      'counts b Failed 3',
    ])
    const second = follow(client)
    await until(() => second.told().includes('synced'), { what: 'the copy' })
    expect(second.told()).toContain('counts b Failed 3')
  })

  it('is shared by equal requests, and a second reader is told what is there', async () => {
    const client = stage.open()
    const first = follow(client)
    const peer = await stage.live()
    const second = follow(client)
    await until(() => second.told().includes('synced'), { what: 'the copy' })
    expect(second.told()).toContain('read a/1')
    first.stop()
    peer.say({ type: 'events', view: 7, prev: at(2), at: at(3), time: 1, events: [gone('a/1')] })
    await until(() => second.told().includes('gone a/1'), { what: 'the deletion' })
    expect(peer.frames.filter(({ type }) => type !== 'hello')).toHaveLength(1)
    second.stop()
    await peer.expect('unsubscribe')
  })

  it('is asked for again, from its other positions, when one View has a hole', async () => {
    const client = stage.open()
    const { told } = follow(client)
    const peer = await stage.joined(1, header(7, 'prod'), header(8, 'test'))
    for (const view of [7, 8]) {
      peer.say({ type: 'snapshot', view, first: true, items: [item('a/1')] })
      peer.say({ type: 'synced', view, at: at(view), resumed: false })
    }
    peer.say({ type: 'events', view: 7, prev: at(1), at: at(9), time: 1, events: [gone('a/1')] })
    await peer.expect('unsubscribe')
    const again = await peer.expect('subscribe', 2)
    expect(again.from).toEqual({ 'test/monitoring.coreos.com/servicemonitors': at(8) })
    peer.say({ type: 'subscribed', id: again.id, views: [header(7, 'prod'), header(8, 'test')] })
    peer.say({ type: 'synced', view: 8, at: at(8), resumed: true })
    peer.say({ type: 'snapshot', view: 7, first: true, items: [item('a/2')] })
    peer.say({ type: 'synced', view: 7, at: at(9), resumed: false })
    await until(() => told().includes('upserted a/2'), { what: 'the repair' })
    expect(told()).toContain('gone a/1')
    expect(
      client
        .report()
        .remarks.map(({ text }) => text)
        .join(),
    ).toContain('prod/')
  })

  it('is read again when a patch is for another object than the one held', async () => {
    const { told } = follow(stage.open())
    const peer = await stage.live()
    const patch = { key: 'a/1', from: 'else', state: 'new', patch: {} }
    peer.say({
      type: 'events',
      view: 7,
      prev: at(2),
      at: at(3),
      time: 1,
      events: [{ type: 'MODIFIED', ...patch }],
    })
    await peer.expect('unsubscribe')
    const again = await peer.expect('subscribe', 2)
    expect(again.from).toBeUndefined()
    peer.say({ type: 'subscribed', id: again.id, views: [header(7, 'prod')] })
    peer.say({ type: 'snapshot', view: 7, first: true, items: [item('a/2')] })
    peer.say({ type: 'synced', view: 7, at: at(9), resumed: false })
    await until(() => told().includes('upserted a/2'), { what: 'the repair' })
  })

  it('follows a change of grants into another View', async () => {
    const { told } = follow(stage.open())
    const peer = await stage.live()
    const { id } = await peer.expect('subscribe')
    const { topic } = header(9, 'prod')
    const move = { from: 7, to: 9, prev: at(2), at: at(2, 'e'), time: 1, events: [gone('a/1')] }
    peer.say({ type: 'moved', id, topic, ...move })
    peer.say({
      type: 'events',
      view: 9,
      prev: at(2),
      at: at(3),
      time: 5,
      events: [{ type: 'ADDED', ...item('b/1') }],
    })
    await until(() => told().includes('upserted b/1'), { what: 'the new View' })
    expect(told()).toContain('gone a/1')
  })

  it('gains and loses clusters', async () => {
    const { told } = follow(stage.open())
    const peer = await stage.live()
    const { id } = await peer.expect('subscribe')
    peer.say({ type: 'view_added', id, ...header(8, 'test') })
    peer.say({ type: 'view_removed', id, view: 7, topic: header(7, 'prod').topic })
    await until(() => told().includes('left prod'), { what: 'the removal' })
    expect(told()).toContain('joined test live')
  })

  it('ends with the words of the gateway', async () => {
    const { told } = follow(stage.open())
    const peer = await stage.live()
    const { id } = await peer.expect('subscribe')
    peer.say({ type: 'ended', id, code: 'permission_lost', message: 'no more' })
    await until(() => told().includes('ended permission_lost'), { what: 'the end' })
  })

  it('is asked for again when the gateway said after how long', async () => {
    follow(stage.open())
    const peer = await stage.gateway.peer(1)
    await peer.welcome()
    const { id } = await peer.expect('subscribe')
    peer.say({ type: 'refused', id, code: 'too_many', message: 'later', retry_after_ms: 5 })
    expect((await peer.expect('subscribe', 2)).id).not.toBe(id)
  })

  it('keeps a status and its reason in the report', async () => {
    const client = stage.open()
    const { told } = follow(client)
    const peer = await stage.live()
    peer.say({ type: 'status', view: 7, state: 'stale', since: 5, reason: 'its watcher is gone' })
    await until(() => told().includes('status stale'), { what: 'the status' })
    expect(client.report().spans).toMatchObject([
      { state: 'live', since: 1 },
      { state: 'stale', since: 5, reason: 'its watcher is gone' },
    ])
    expect(client.report().spans[0]?.until).toBeDefined()
  })
})
