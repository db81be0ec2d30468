import { setImmediate as turn } from 'node:timers/promises'
import type { StoredObject } from '@argus/bus/follow'
import type { Batch } from '@argus/contracts/record'
import { gatewayFrameSchema } from '@argus/contracts/gateway-frame'
import { until } from '@argus/testkit/until'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { catchUp } from '../../src/feed/catch-up.ts'
import type { Feed } from '../../src/feed/feed.ts'
import { filterOf } from '../../src/feed/filter.ts'
import { knownItem, KnownItems } from '../../src/feed/known-items.ts'
import { lensOf } from '../../src/feed/lens.ts'
import { Member } from '../../src/feed/member.ts'
import type { Sink } from '../../src/feed/sink.ts'
import { batch, record } from '../records.ts'
import { ClientModel } from '../rig/client-model.ts'
import { EVERYTHING, fed, TOPIC } from '../rig/fed.ts'

const lens = lensOf({
  topic: TOPIC,
  filter: filterOf({}),
  shape: 'object',
  patch: true,
  reach: EVERYTHING,
})

const KEYS = ['a/x', 'a/y']
const READERS = 3
const SAME = 'what stays as it is '.repeat(10)

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('edit' as const), key: fc.constantFrom(...KEYS) }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('tell' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('turn' as const),
      times: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('come' as const, 'go' as const, 'close' as const, 'open' as const),
      who: fc.nat(READERS - 1),
    }),
  },
)

describe('what a View keeps for patches', () => {
  it('is what its members hold, whoever comes, goes and stands still while objects are newer than their rows', async () => {
    let patches = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
        await using log = new TopicLog()
        for (const it of steps) {
          if (it.do === 'edit') log.edit(it.key)
          else if (it.do === 'tell') log.tell()
          else if (it.do === 'turn') for (let i = 0; i < it.times; i += 1) await turn()
          else if (it.do === 'come') log.come(it.who)
          else if (it.do === 'go') log.readers.get(it.who)?.go()
          else if (it.do === 'open') log.readers.get(it.who)?.unstop()
          else log.readers.get(it.who)?.stop()
        }
        patches += await log.settle()
      }),
      { numRuns: 600, endOnFailure: true },
    )
    expect(patches).toBeGreaterThan(100)
  }, 120_000)

  it('is no more than there is room for: what was sent longest ago goes first', () => {
    const known = new KnownItems(25)
    for (const key of ['a', 'b', 'c']) known.set(key, knownItem([Buffer.alloc(10)], 'u'))
    expect(['a', 'b', 'c'].filter((key) => known.get(key) !== undefined)).toEqual(['b', 'c'])
    known.set('b', knownItem([Buffer.alloc(20)], 'u'))
    expect(['a', 'b', 'c'].filter((key) => known.get(key) !== undefined)).toEqual(['b'])
  })
})

/** A Feed on a topic log in memory: objects are stored at once, and the Feed is told of them when a test says so. */
class TopicLog implements AsyncDisposable {
  readonly readers = new Map<number, Reader>()
  readonly #objects = new Map<string, StoredObject>()
  readonly #untold: Batch[] = []
  readonly #feed: Feed
  #seq = 100
  #patches = 0

  constructor() {
    const { feed } = fed(async (keys) => {
      const read = new Map([...this.#objects].filter(([key]) => keys.includes(key)))
      await turn()
      return read
    })
    this.#feed = feed
  }

  edit(key: string): void {
    const prev = this.#seq
    this.#seq += 1
    const [namespace, name] = key.split('/')
    const object = { metadata: { namespace, name }, spec: { SAME, n: this.#seq } }
    this.#objects.set(key, { seq: this.#seq, bytes: Buffer.from(JSON.stringify(object)) })
    this.#untold.push(batch(prev, record({ key, seq: this.#seq, cells: [this.#seq] })))
  }

  tell(): void {
    const next = this.#untold.shift()
    if (next !== undefined) this.#feed.apply({ type: 'batch', batch: next })
    this.#feed.encode()
  }

  come(who: number): void {
    this.readers.get(who)?.go()
    this.readers.set(who, new Reader(this.#feed))
  }

  /** Everything is told and everybody reads; answers how many patches there were. */
  async settle(): Promise<number> {
    while (this.#untold.length > 0) this.tell()
    for (const reader of this.readers.values()) reader.unstop()
    const wanted = [...this.#objects].map(([key, { seq }]) => `${key} ${seq} ${seq}`).toSorted()
    for (const { gone, shown, model } of this.readers.values()) {
      if (gone) continue
      await until(
        () => {
          this.#feed.encode()
          return shown().join() === wanted.join()
        },
        { what: 'what there is', timeoutMs: 2_000 },
      ).catch(() => expect([shown(), model.faults]).toEqual([wanted, []]))
      expect(model.faults).toEqual([])
    }
    for (const { patches } of this.readers.values()) this.#patches += patches
    return this.#patches
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const reader of this.readers.values()) reader.go()
    await turn()
  }
}

/** Somebody who follows the Feed from a snapshot on, over a line that can stand still. */
class Reader {
  readonly model = new ClientModel()
  patches = 0
  readonly #feed: Feed
  readonly #member: Member
  readonly #over = new AbortController()
  #open = true
  #waiting: (() => void)[] = []
  #working = false

  constructor(feed: Feed) {
    this.#feed = feed
    const sink = this.#sink()
    const view = feed.view(lens, sink)
    const owner = { dismissed: () => queueMicrotask(() => void this.#keepUp()) }
    this.#member = new Member({ feed, view, sink, owner, position: undefined })
    const header = { view: view.id, topic: TOPIC, ...this.#member.introduce() }
    this.model.take({ type: 'subscribed', id: 's', views: [header] })
    void this.#keepUp()
  }

  get gone(): boolean {
    return this.#over.signal.aborted
  }

  readonly shown = (): readonly string[] => {
    const [view] = this.model.viewsOf('s')
    const items = [...(view?.items.values() ?? [])]
    return items
      .map(({ key, cells, object }) => `${key} ${cells[0]} ${String(numberIn(object))}`)
      .toSorted()
  }

  stop(): void {
    this.#open = false
  }

  unstop(): void {
    this.#open = true
    for (const wake of this.#waiting.splice(0)) wake()
  }

  go(): void {
    if (this.gone) return
    this.#over.abort()
    this.#member[Symbol.dispose]()
    this.#feed.drop(this.#member.view)
  }

  async #keepUp(): Promise<void> {
    const { signal } = this.#over
    if (this.#working || signal.aborted) return
    this.#working = true
    try {
      while (!signal.aborted && !this.#member.live)
        await catchUp(this.#member, { announce: true, signal })
    } catch (error) {
      if (!signal.aborted) this.model.faults.push(String(error))
    }
    this.#working = false
  }

  #sink(): Sink {
    const isOpen = (): boolean => this.#open
    return {
      get open() {
        return isOpen()
      },
      push: (bytes) => {
        const text = bytes.toString()
        const frame = gatewayFrameSchema.parse(JSON.parse(text.slice(text.indexOf('{"type"'))))
        if (frame.type === 'events')
          this.patches += frame.events.filter((event) => 'patch' in event).length
        this.model.take(frame)
      },
      carries: () => {},
      conflates: () => {},
      untold: () => {},
      opened: (signal) => {
        const { promise, resolve, reject } = Promise.withResolvers<void>()
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
        if (this.#open) resolve()
        else this.#waiting.push(resolve)
        return promise
      },
    }
  }
}

function numberIn(object: object | undefined): unknown {
  if (object === undefined || !('spec' in object)) return undefined
  const { spec } = object
  return typeof spec === 'object' && spec !== null && 'n' in spec ? spec.n : undefined
}
