import type { StoredObject } from '@argus/bus/follow'
import { until } from '@argus/testkit/until'
import { expect, it } from '@jest/globals'

import { filterOf } from '../../src/feed/filter.ts'
import { lensOf } from '../../src/feed/lens.ts'
import type { Sink } from '../../src/feed/sink.ts'
import { batch, deletion, record } from '../records.ts'
import { EVERYTHING, fed, TOPIC } from '../rig/fed.ts'

/** A Feed on a topic log in memory whose objects can be lost, and a member of its View of objects. */
function feedOfObjects() {
  const objects = new Map<string, StoredObject>()
  const received: string[] = []
  const { feed, restart } = fed((keys) =>
    Promise.resolve(new Map([...objects].filter(([key]) => keys.includes(key)))),
  )
  const store = (key: string, seq: number): void => {
    objects.set(key, { seq, bytes: Buffer.from(`{"metadata":{"name":"${key}"}}`) })
  }
  const lens = lensOf({ topic: TOPIC, filter: filterOf({}), shape: 'object', reach: EVERYTHING })
  const sink: Sink = {
    open: true,
    push: () => {},
    carries: () => {},
    conflates: () => {},
    untold: () => {},
    opened: () => Promise.resolve(),
  }
  const view = feed.view(lens, sink)
  const member = {
    sink,
    receive: (bytes: Buffer) => void received.push(bytes.toString()),
    dismiss: () => {},
    tell: () => {},
  }
  view.attach(member)
  view.join(member)
  return { feed, objects, store, restart, received }
}

it('an object that Redis lost before it could be read comes with the next epoch, although its row is the same', async () => {
  const { feed, store, restart, received } = feedOfObjects()
  feed.apply({ type: 'batch', batch: batch(100, record({ key: 'a/x', seq: 101 })) })
  feed.encode()
  await until(() => received.length === 1, { what: 'the step without the object' })
  expect(received[0]).not.toContain('a/x')
  store('a/x', 102)
  restart('f', { ...record({ key: 'a/x', seq: 101 }), seq: 102 })
  feed.encode()
  await until(() => received.length === 2, { what: 'the step into the new epoch' })
  expect(received[1]).toContain('"object":{"metadata":{"name":"a/x"}}')
})

it('an object that is gone when it is read is nothing but gone', async () => {
  const { feed, restart, received } = feedOfObjects()
  feed.apply({ type: 'batch', batch: batch(100, record({ key: 'a/x', seq: 101 })) })
  feed.encode()
  await until(() => received.length === 1, { what: 'the step without the object' })
  feed.apply({ type: 'batch', batch: batch(101, deletion('a/x', 102)) })
  feed.encode()
  await until(() => received.length === 2, { what: 'the deletion' })
  restart('f')
  feed.encode()
  await Promise.resolve()
  expect(received.slice(2).join()).not.toContain('a/x')
})
