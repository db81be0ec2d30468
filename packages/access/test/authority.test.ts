import { randomUUID } from 'node:crypto'
import { once } from 'node:events'

import type { Announcement, Notice } from '@argus/contracts/notice'
import { ManualClock } from '@argus/testkit/manual-clock'
import { until } from '@argus/testkit/until'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'

import {
  AuthorityUnreachableError,
  openAuthority,
  type Authority,
  type AuthorityEvent,
  type NoticeSignal,
} from '../src/authority.ts'
import { startFakeAuth, TOKEN, type FakeAuth } from './fake-auth.ts'

let auth: FakeAuth
let clock: ManualClock
/** For so long the process stood still: time has passed, and no timer was heard. */
let stoodStillMs: number
let bus: Bus
let authority: Authority
let stop: AbortController
let events: AuthorityEvent[]
let keysTold: (readonly string[])[]

beforeEach(async () => {
  auth = await startFakeAuth()
  clock = new ManualClock()
  stoodStillMs = 0
  bus = new Bus()
  stop = new AbortController()
  events = []
  keysTold = []
  authority = openAuthority({
    authUrl: auth.url,
    serviceToken: TOKEN,
    announcements: (signal) => bus.signals(signal),
    clock: {
      now: () => clock.now() + stoodStillMs,
      sleep: (ms, signal) => clock.sleep(ms, signal),
    },
    logger: { info: () => {}, warn: () => {} },
    keys: { changed: (revoked) => keysTold.push(revoked) },
  })
  collect(authority.events(stop.signal), events)
  bus.send({ type: 'bus', up: true })
  await until(() => authority.freshness === 'fresh', { what: 'the first poll' })
  events.length = 0
  keysTold.length = 0
})

afterEach(async () => {
  stop.abort()
  await authority[Symbol.asyncDispose]()
  await auth[Symbol.asyncDispose]()
})

describe('signing keys', () => {
  test('A-29 that changed are told to the key set before anybody else hears of them', async () => {
    const notice = auth.commit({ type: 'keys_changed', revoked: ['k1'] })
    bus.send({ type: 'notices', notices: [notice] })
    await until(() => events.length > 0, { what: 'the event' })
    expect(keysTold).toEqual([['k1']])
    expect(events).toEqual([{ type: 'notice', notice }])
  })

  test('a change of a kind that this version does not know has everything read again', async () => {
    const notice = auth.commit({ type: 'unknown' })
    bus.send({ type: 'notices', notices: [notice] })
    await until(() => events.length > 0, { what: 'the event' })
    expect(events).toEqual([{ type: 'reset' }])
    expect(keysTold).toEqual([[]])
    expect(authority.freshness).toBe('fresh')
  })
})

describe('Sessions', () => {
  test('are read with their grants; questions of one moment travel together', async () => {
    const alive = auth.addSession()
    const dead = randomUUID()
    const answers = await Promise.all([
      authority.principal(alive.sessionId),
      authority.principal(dead),
    ])
    expect(answers).toEqual([alive, undefined])
    expect(auth.principalCalls).toEqual([[alive.sessionId, dead]])
  })

  test('more than a call may hold are asked in several', async () => {
    const sids = Array.from({ length: 450 }, () => randomUUID())
    await Promise.all(sids.map((sid) => authority.principal(sid)))
    expect(auth.principalCalls.map((call) => call.length)).toEqual([200, 200, 50])
  })

  test('are not let in while auth cannot be asked, nor with the wrong credential', async () => {
    const { sessionId } = auth.addSession()
    auth.away = true
    await expect(authority.principal(sessionId)).rejects.toThrow(AuthorityUnreachableError)
    auth.away = false
    await using stranger = openAuthority({
      authUrl: auth.url,
      serviceToken: 'wrong',
      announcements: (signal) => new Bus().signals(signal),
      clock,
      logger: { info: () => {}, warn: () => {} },
    })
    await expect(stranger.principal(sessionId)).rejects.toThrow(AuthorityUnreachableError)
    expect(stranger.freshness).toBe('closed')
  })

  test('G-10 that end while the answer travels are read again', async () => {
    const session = auth.addSession()
    const release = auth.holdPrincipals()
    const asked = authority.principal(session.sessionId)
    await until(() => auth.principalCalls.length === 1, { what: 'the question' })
    bus.announce(auth.revoke(session))
    await until(() => events.length > 0, { what: 'the Notice' })
    release()
    expect(await asked).toBeUndefined()
    expect(auth.principalCalls).toHaveLength(2)
  })

  test('are asked for no longer than the caller wants', async () => {
    const session = auth.addSession()
    const release = auth.holdPrincipals()
    const impatient = new AbortController()
    const asked = authority.principal(session.sessionId, impatient.signal)
    impatient.abort(new Error('gone'))
    await expect(asked).rejects.toThrow('gone')
    release()
  })
})

describe('Notices', () => {
  test('come by the bus, once each and in order', async () => {
    const [one, two] = [auth.commit(), auth.commit()]
    bus.announce(one)
    bus.announce(two)
    bus.announce(one)
    await until(() => events.length === 2, { what: 'two Notices' })
    expect(events).toEqual([one, two].map((notice) => ({ type: 'notice', notice })))
  })

  test('G-12 that the bus lost are read before anything else is delivered', async () => {
    const lost = auth.commit()
    const second = auth.commit()
    bus.announce(second)
    await until(() => events.filter(({ type }) => type === 'notice').length === 2, { what: 'both' })
    expect(events).toEqual([
      { type: 'freshness', freshness: 'stopped' },
      { type: 'notice', notice: lost },
      { type: 'notice', notice: second },
      { type: 'freshness', freshness: 'fresh' },
    ])
  })

  test('that only a heartbeat speaks of are read at once', async () => {
    const lost = auth.commit()
    bus.send({ type: 'heartbeat', seq: lost.seq, store: 'up' })
    await until(() => events.some(({ type }) => type === 'notice'), { what: 'the Notice' })
  })

  test('come by the poll within 5 s while the bus says nothing, and within 2 s while it is away', async () => {
    auth.commit()
    await until(() => clock.sleeping === 2, { what: 'the poll to wait' })
    await clock.advance(5_000)
    await until(() => events.length === 1, { what: 'the first Notice' })
    bus.send({ type: 'bus', up: false })
    await until(() => auth.polls >= 3 && clock.sleeping === 2, {
      what: 'the poll at the loss of the bus',
    })
    auth.commit()
    await clock.advance(2_000)
    await until(() => events.length === 2, { what: 'the second Notice' })
  })

  test('that a restored or trimmed store cannot account for are a reset', async () => {
    bus.announce(auth.commit())
    await until(() => events.length === 1, { what: 'the Notice' })
    events.length = 0
    auth.restore(0)
    bus.send({ type: 'heartbeat', seq: 0, store: 'up' })
    await until(() => events.length > 0, { what: 'the reset' })
    expect(events).toEqual([{ type: 'reset' }])
  })

  test('reach every reader, each from its own beginning', async () => {
    const later: AuthorityEvent[] = []
    bus.announce(auth.commit())
    await until(() => events.length === 1, { what: 'the first Notice' })
    collect(authority.events(stop.signal), later)
    bus.announce(auth.commit())
    await until(() => events.length === 2 && later.length === 2, { what: 'the second Notice' })
    expect(later).toEqual([{ type: 'freshness', freshness: 'fresh' }, events[1]])
  })

  test('too many for a reader that does not read become a reset', async () => {
    const idle = authority.events(stop.signal)[Symbol.asyncIterator]()
    for (const read of [600, 1_200]) {
      bus.announce(...Array.from({ length: 600 }, () => auth.commit()))
      await until(() => events.length === read, { what: 'the other reader' })
    }
    expect((await idle.next()).value).toEqual({ type: 'freshness', freshness: 'fresh' })
    expect((await idle.next()).value).toEqual({ type: 'reset' })
  })
})

describe('G-11 silence', () => {
  beforeEach(async () => {
    auth.away = true
    bus.send({ type: 'bus', up: false })
    await until(() => auth.refused > 0 && clock.sleeping === 2, { what: 'auth to be away' })
    events.length = 0
  })

  test('of 15 s stops delivery, of 60 s closes, and the first answer ends it', async () => {
    await silence(14_000)
    expect(authority.freshness).toBe('fresh')
    await silence(2_000)
    expect(authority.freshness).toBe('stopped')
    await silence(46_000)
    expect(authority.freshness).toBe('closed')
    auth.away = false
    await clock.advance(2_000)
    await until(() => authority.freshness === 'fresh', { what: 'auth to be heard' })
    expect(events.map((event) => event.type === 'freshness' && event.freshness)).toEqual([
      'stopped',
      'closed',
      'fresh',
    ])
  })

  test('that is seen by who asks, before any timer, is told to who follows, and so is its end', async () => {
    stoodStillMs = 20_000
    expect(authority.freshness).toBe('stopped')
    bus.send({ type: 'heartbeat', seq: auth.last, store: 'up' })
    await until(() => authority.freshness === 'fresh', { what: 'auth to be heard' })
    expect(events.map((event) => event.type === 'freshness' && event.freshness)).toEqual([
      'stopped',
      'fresh',
    ])
  })

  test('of the store alone is not silence: heartbeats count, since nothing can be revoked', async () => {
    for (let beats = 0; beats < 40; beats += 1) {
      bus.send({ type: 'heartbeat', seq: auth.last, store: 'down' })
      await silence(2_000)
    }
    expect(authority.freshness).toBe('fresh')
    expect(events).toEqual([])
  })
})

/** Time passes, a step of the poll at a time: each one asks auth in vain over a real socket. */
async function silence(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 2_000) {
    const refused = auth.refused
    await clock.advance(2_000)
    await until(() => auth.refused > refused && clock.sleeping === 2, { what: 'a poll in vain' })
  }
}

function collect(from: AsyncIterable<AuthorityEvent>, into: AuthorityEvent[]): void {
  void (async () => {
    for await (const event of from) into.push(event)
  })()
}

/** What `followNotices` gives: announcements of auth, and whether the bus is there. */
class Bus {
  #queue: NoticeSignal[] = []
  #wake = Promise.withResolvers<void>()

  send(signal: NoticeSignal): void {
    this.#queue.push(signal)
    this.#wake.resolve()
  }

  announce(...notices: Notice[]): void {
    const announcement: Announcement = { type: 'notices', notices }
    this.send(announcement)
  }

  async *signals(signal: AbortSignal): AsyncIterable<NoticeSignal> {
    for (;;) {
      const next = this.#queue.shift()
      if (next !== undefined) yield next
      else {
        if (signal.aborted) return
        await Promise.race([this.#wake.promise, once(signal, 'abort')])
        this.#wake = Promise.withResolvers<void>()
      }
    }
  }
}
