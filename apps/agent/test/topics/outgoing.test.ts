import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

import { TopicCopy } from '../../src/topics/copy.ts'
import { Outgoing } from '../../src/topics/outgoing.ts'
import { Reader } from './reader.ts'

/** An object of which nothing but its content counts. */
const upsert = (key: string, content: number) => ({
  type: 'upsert' as const,
  change: 'MODIFIED' as const,
  key,
  uid: key,
  resourceVersion: '1',
  time: 1,
  projection: {
    key,
    uid: key,
    resourceVersion: '1',
    hash: `${key} ${content}`,
    labels: {},
    object: Buffer.from(`${key} ${content}`),
    row: {
      created: 0,
      changed: 0,
      health: 'Unknown' as const,
      healthSince: null,
      reason: '',
      owners: [],
      cells: [],
    },
  },
})

const contentOf = (copy: TopicCopy): ReadonlyMap<string, string> =>
  new Map(
    [...copy.keys()].map((key) => {
      const entry = copy.entry(key)
      return [key, entry?.type === 'object' ? entry.object.toString() : '']
    }),
  )
const listed = (copy: TopicCopy): void => {
  copy.take({ type: 'synced', resourceVersion: '1' })
  copy.take({ type: 'status', status: { state: 'live', since: 1 } })
}

describe('a Topic on a line', () => {
  test('ends as the copy is, whatever changed, however little was taken, wherever the line was cut', () => {
    const keys = ['/a', '/b', '/c', '/d', '/e']
    const key = fc.constantFrom(...keys)
    const step = fc.oneof(
      fc.record({ what: fc.constant('change' as const), key, content: fc.nat(3) }),
      fc.record({ what: fc.constant('delete' as const), key }),
      fc.record({ what: fc.constant('take' as const), most: fc.nat(3) }),
      fc.record({ what: fc.constant('cut' as const) }),
      fc.record({ what: fc.constant('forget' as const) }),
      fc.record({ what: fc.constant('restart' as const) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const reader = new Reader()
        let copy = new TopicCopy()
        listed(copy)
        let outgoing = reader.begin(copy)
        for (const one of steps) {
          if (one.what === 'change') copy.take(upsert(one.key, one.content))
          else if (one.what === 'delete')
            copy.take({ type: 'deleted', key: one.key, uid: one.key, time: 1 })
          else if (one.what === 'take') reader.take(outgoing, one.most)
          else {
            outgoing[Symbol.dispose]()
            // A watcher that took the Topic over knows what readers have, and no position.
            if (one.what === 'forget') reader.have = reader.copy.size === 0 ? 'nothing' : 'copy'
            if (one.what === 'restart') {
              const objects = [...contentOf(copy)]
              copy = new TopicCopy()
              for (const [name, text] of objects)
                copy.take(upsert(name, Number(text.split(' ')[1])))
              listed(copy)
            }
            outgoing = reader.begin(copy)
          }
        }
        reader.take(outgoing)
        expect(reader.copy).toEqual(contentOf(copy))
        expect(reader).toMatchObject({ live: true, synced: 1 })
      }),
      { numRuns: 500 },
    )
  })

  test('says that it is live when all that came before has been sent, and not earlier', () => {
    const reader = new Reader()
    const copy = new TopicCopy()
    for (let n = 0; n < 200; n += 1) copy.take(upsert(`/${n}`, 1))
    listed(copy)
    const outgoing = reader.begin(copy)
    // What changes goes on changing meanwhile.
    for (let batch = 0; batch < 3; batch += 1) {
      reader.take(outgoing, 1)
      expect(reader.live).toBe(false)
      copy.take(upsert('/0', batch + 2))
    }
    reader.take(outgoing)
    expect(reader.live).toBe(true)
    expect(reader.copy.size).toBe(200)
  })

  test('sends what changed many times once, as it is last', () => {
    const reader = new Reader()
    const copy = new TopicCopy()
    listed(copy)
    const outgoing = reader.begin(copy)
    for (let n = 0; n < 1_000; n += 1) copy.take(upsert('/a', n))
    reader.take(outgoing)
    expect(reader.sent).toEqual(['/a'])
    expect(reader.copy.get('/a')).toBe('/a 999')
  })

  test('costs no more while nobody takes it than the objects there are', () => {
    const copy = new TopicCopy()
    listed(copy)
    const reader = new Reader()
    const outgoing = reader.begin(copy)
    for (let n = 0; n < 50_000; n += 1) copy.take(upsert(`/${n % 20}`, n))
    expect(copy.size).toBe(20)
    reader.take(outgoing)
    expect(reader.sent).toHaveLength(20)
  })

  test('goes on after a cut with what changed since, and with nothing else', () => {
    const reader = new Reader()
    const copy = new TopicCopy()
    for (let n = 0; n < 500; n += 1) copy.take(upsert(`/${n}`, 1))
    listed(copy)
    const first = reader.begin(copy)
    reader.take(first)
    first[Symbol.dispose]()
    reader.sent.length = 0
    copy.take(upsert('/7', 2))
    copy.take({ type: 'deleted', key: '/8', uid: '/8', time: 1 })
    reader.take(reader.begin(copy))
    expect(reader.sent).toEqual(['/7', '/8'])
  })

  test('compares before the first list is complete with nobody: what is not there yet is not gone', () => {
    const reader = new Reader()
    reader.copy.set('/a', '/a 1')
    reader.copy.set('/b', '/b 1')
    reader.have = 'copy'
    const copy = new TopicCopy()
    const outgoing = reader.begin(copy)
    copy.take(upsert('/a', 1))
    reader.take(outgoing)
    expect(reader.copy.size).toBe(2)
    expect(reader.live).toBe(false)
    listed(copy)
    reader.take(outgoing)
    expect([...reader.copy.keys()]).toEqual(['/a'])
    expect(reader.live).toBe(true)
  })

  test('of a resource that is not served any more is gone, whole', () => {
    const reader = new Reader()
    reader.copy.set('/a', '/a 1')
    reader.have = 'copy'
    const copy = new TopicCopy()
    const outgoing = reader.begin(copy)
    reader.take(outgoing)
    expect(reader.copy.size).toBe(1)
    copy.take({ type: 'status', status: { state: 'absent', since: 1 } })
    reader.take(outgoing)
    expect(reader.copy.size).toBe(0)
  })

  test('tells each status once, and none that was before a list after it', () => {
    const reader = new Reader()
    const copy = new TopicCopy()
    const outgoing = reader.begin(copy)
    copy.take({ type: 'status', status: { state: 'absent', since: 1 } })
    reader.take(outgoing)
    copy.take({ type: 'synced', resourceVersion: '1' })
    reader.take(outgoing)
    copy.take({ type: 'status', status: { state: 'live', since: 2 } })
    reader.take(outgoing)
    expect(reader.marks).toEqual(['absent', 'synced', 'live'])
  })

  test('of one that nobody takes is held back after a few messages', () => {
    const copy = new TopicCopy()
    for (let n = 0; n < 5_000; n += 1) copy.take(upsert(`/${n}`, 1))
    listed(copy)
    const outgoing = new Outgoing(1, copy, {
      have: 'nothing',
      wake: () => undefined,
      onEnd: () => undefined,
    })
    let messages = 0
    while (outgoing.next() !== undefined) messages += 1
    expect(messages).toBe(6)
  })

  test('remembers as many that went as are worth it, and compares beyond', () => {
    const reader = new Reader()
    const copy = new TopicCopy()
    for (let n = 0; n < 21_000; n += 1) copy.take(upsert(`/${n}`, 1))
    listed(copy)
    const first = reader.begin(copy)
    reader.take(first)
    first[Symbol.dispose]()
    for (let n = 0; n < 20_500; n += 1)
      copy.take({ type: 'deleted', key: `/${n}`, uid: `/${n}`, time: 1 })
    expect(copy.floor).toBeGreaterThan(0)
    reader.take(reader.begin(copy))
    expect(reader.copy.size).toBe(500)
  })
})
