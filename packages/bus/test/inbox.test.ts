import { expect, it } from '@jest/globals'

import { Inbox } from '../src/redis/inbox.ts'

const running = new AbortController().signal

it('gives what came in its order, and waits for what has not come', async () => {
  const inbox = new Inbox<string>({ limit: 3, overflow: 'lost' })
  inbox.push('a')
  inbox.push('b')
  expect(await inbox.next(running)).toBe('a')
  expect(await inbox.next(running)).toBe('b')
  const waiting = inbox.next(running)
  inbox.push('c')
  expect(await waiting).toBe('c')
})

it('says that all was lost instead of growing without end', async () => {
  const inbox = new Inbox<string>({ limit: 3, overflow: 'lost' })
  for (const item of ['a', 'b', 'c', 'd', 'e']) inbox.push(item)
  expect(inbox.takeAll()).toEqual(['lost', 'e'])
  expect(inbox.takeAll()).toEqual([])
})

it('ends when the signal aborts, whether somebody waits or not', async () => {
  const stop = new AbortController()
  const inbox = new Inbox<string>({ limit: 3, overflow: 'lost' })
  const waiting = inbox.next(stop.signal)
  stop.abort()
  expect(await waiting).toBeUndefined()
  inbox.push('a')
  expect(await inbox.next(stop.signal)).toBeUndefined()
})

it('what is put back comes first', async () => {
  const inbox = new Inbox<string>({ limit: 3, overflow: 'lost' })
  inbox.push('c')
  inbox.putBack(['a', 'b'])
  expect(inbox.takeAll()).toEqual(['a', 'b', 'c'])
})
