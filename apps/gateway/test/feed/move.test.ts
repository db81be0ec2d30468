import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from '@jest/globals'

import { catchUp } from '../../src/feed/catch-up.ts'
import { filterOf } from '../../src/feed/filter.ts'
import { lensOf } from '../../src/feed/lens.ts'
import { Member } from '../../src/feed/member.ts'
import { move } from '../../src/feed/move.ts'
import type { Sink } from '../../src/feed/sink.ts'
import { batch, record } from '../records.ts'
import { fed, TOPIC } from '../rig/fed.ts'

const reach = (text: string, names: (key: string) => boolean) => ({
  empty: false,
  text,
  names,
  totals: () => true,
})

/** A Feed of objects that are read a turn after they are asked for, and somebody who sees a namespace of it. */
async function setUp() {
  const sent: string[] = []
  const { feed } = fed(async (keys) => {
    await turn()
    return new Map(keys.map((key) => [key, { seq: 1, bytes: Buffer.from(`{"of":"${key}"}`) }]))
  })
  const sink: Sink = {
    open: true,
    push: (bytes) => void sent.push(bytes.toString()),
    carries: () => {},
    conflates: () => {},
    untold: () => {},
    opened: () => Promise.resolve(),
  }
  const memberOf = (text: string, names: (key: string) => boolean): Member => {
    const lens = lensOf({
      topic: TOPIC,
      filter: filterOf({}),
      shape: 'object',
      reach: reach(text, names),
    })
    const view = feed.view(lens, sink)
    return new Member({ feed, view, sink, owner: { dismissed: () => {} }, position: undefined })
  }
  const from = { member: memberOf('bank', (key) => key.startsWith('bank/')) }
  const to = { member: memberOf('*', () => true) }
  await catchUp(from.member, { announce: true, signal: new AbortController().signal })
  const add = (prev: number, key: string): void => {
    feed.apply({ type: 'batch', batch: batch(prev, record({ key, seq: prev + 1 })) })
    feed.encode()
  }
  return { sent, add, tried: () => move({ id: 's', from, to, superseded: () => false }) }
}

it('G-14 rights that change tell what they add, in one frame that goes on', async () => {
  const { sent, add, tried } = await setUp()
  add(100, 'shop/a')
  expect(await tried()).toBe(true)
  expect(sent.at(-1)).toContain('"type":"moved"')
  expect(sent.at(-1)).toContain('"of":"shop/a"')
})

it('G-14 rights that change while a change of an object is on its way begin anew: neither View says that it is missing', async () => {
  const { sent, add, tried } = await setUp()
  add(100, 'bank/a')
  expect(await tried()).toBe(false)
  await turn()
  await turn()
  expect(sent.join()).not.toContain('bank/a')
})
