import type { ListAnswer } from '@argus/contracts/http/resources'
import { parseClientPosition } from '@argus/contracts/position'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { list, read } from './rig/read.ts'
import { describeWithRedis, everything, startRig, THINGS, type Rig } from './rig/rig.ts'
import type { TopicHand } from './rig/topic-hand.ts'

const KEYS = ['bank/a', 'bank/b', 'shop/a', 'shop/b', 'shop/c', 'shop/d', 'tax/a', 'tax/b']

/** What an object's row says, by Key. */
type State = ReadonlyMap<string, string>

describeWithRedis('reads, while everything changes', () => {
  let rig: Rig
  let urls: readonly string[]
  let count = 0
  beforeAll(async () => {
    rig = await startRig()
    urls = [rig.gateway.url, (await rig.another()).url]
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })

  const edits = fc.array(fc.record({ key: fc.constantFrom(...KEYS), gone: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
  })
  const schedule = fc.record({
    shape: fc.constantFrom('row', 'object'),
    limit: fc.integer({ min: 1, max: 4 }),
    /** Before each page: what is edited, and which gateway is asked. */
    rounds: fc.array(
      fc.record({ edits: fc.option(edits, { nil: undefined }), at: fc.nat({ max: 1 }) }),
      { minLength: 10, maxLength: 10 },
    ),
  })

  it('pages that call themselves consistent are one state of the Topic; from any, a subscription leads to the newest', async () => {
    let [consistent, others] = [0, 0]
    const property = fc.asyncProperty(schedule, async ({ shape, limit, rounds }) => {
      await using hand = await rig.topic({ ...THINGS(), resource: `kind${(count += 1)}` })
      const history = new History(hand)
      await history.edit(KEYS.map((key) => ({ key, gone: false })))
      const login = rig.auth.login([everything('alpha')])
      const path = `/api/resources/alpha/example.org/-/${hand.topic.resource}?limit=${limit}&shape=${shape}`
      const pages: ListAnswer[] = []
      for (const { edits: edited, at } of rounds) {
        if (edited !== undefined) await history.edit(edited)
        const next = pages.at(-1)?.next
        if (pages.length > 0 && next === undefined) break
        const cursor = next === undefined ? '' : `&cursor=${next}`
        pages.push(await list(urls[at] ?? '', `${path}${cursor}`, { token: login.token() }))
      }
      const items = pages.flatMap((page) => page.items)
      expect(new Set(items.map(({ key }) => key)).size).toBe(items.length)
      if (pages.at(-1)?.consistent === true) {
        consistent += 1
        const at = pages[0]?.topics[0]?.at ?? ''
        expect(new Set(pages.map(({ topics }) => topics[0]?.at))).toEqual(new Set([at]))
        const told = new Map(items.map(({ key, cells }) => [key, String(cells[0])]))
        const whole = pages.at(-1)?.next === undefined
        const state = [...history.at(at)].toSorted(([a], [b]) => (a < b ? -1 : 1))
        expect([...told]).toEqual(whole ? state : state.slice(0, told.size))
      } else others += 1
      if (pages.at(-1)?.next === undefined) await follow(pages, { hand, history, login, shape })
    })
    await fc.assert(property, { numRuns: 60 })
    expect(Math.min(consistent, others)).toBeGreaterThan(0)
  }, 120_000)

  /** Goes on from what was read by a subscription, and ends at the newest state. */
  async function follow(
    pages: readonly ListAnswer[],
    { hand, history, login, shape }: Following,
  ): Promise<void> {
    const shown = new Map(
      pages.flatMap(({ items }) => items.map(({ key, cells }) => [key, String(cells[0])] as const)),
    )
    await using client = await rig.client(login)
    const { resource } = hand.topic
    const topic = { cluster: 'alpha', group: 'example.org', resource }
    const from = { [`alpha/example.org/${resource}`]: pages[0]?.topics[0]?.at ?? '' }
    await client.subscribe({ id: 's', topic, shape, from })
    expect(client.of('synced').map(({ resumed }) => resumed)).toEqual([true])
    const newest = () => {
      const now = new Map(shown)
      for (const { events } of client.of('events'))
        for (const event of events)
          if (event.type === 'DELETED') now.delete(event.key)
          else if ('cells' in event) now.set(event.key, String(event.cells[0]))
      return now
    }
    await until(() => sorted(newest()) === sorted(history.newest), { what: 'the newest state' })
  }

  it('G-13 what is answered is what one set of rights permits, in effect while it was asked', async () => {
    const hand = await rig.topic({ ...THINGS(), resource: 'guarded' })
    await hand.write(...KEYS.map((key) => ({ key })))
    const path = '/api/resources/alpha/example.org/-/guarded'
    const namespaces = ['shop', 'bank', 'tax'] as const
    const grantsOf = (namespace: string) => [everything('alpha', namespace)]
    const login = rig.auth.login(grantsOf('shop'))
    const inEffect: { readonly namespace: string; readonly since: number }[] = [
      { namespace: 'shop', since: 0 },
    ]
    const answers: { began: number; ended: number; shown: ReadonlySet<string> }[] = []
    let over = false
    const readers = urls.map(async (url) => {
      while (!over) {
        const began = performance.now()
        const shape = answers.length % 2 === 0 ? 'row' : 'object'
        const asked = `${path}?shape=${shape}`
        const { status, text } = await read(url, asked, { token: login.token() })
        expect(status).toBe(200)
        const shown = new Set([...text.matchAll(/"key":"(\w+)\//g)].map(([, found = '']) => found))
        answers.push({ began, ended: performance.now(), shown })
      }
    })
    for (let round = 1; round <= 60; round += 1) {
      const namespace = namespaces[round % namespaces.length] ?? 'shop'
      inEffect.push({ namespace, since: performance.now() })
      await rig.auth.regrant(login.userId, grantsOf(namespace))
      const [so, far] = [answers.length, round % 3]
      await until(() => answers.length >= so + far, { what: 'answers' })
    }
    over = true
    await Promise.all(readers)
    for (const { began, ended, shown } of answers) {
      const permitted = inEffect.filter(({ since }, index) => {
        const until = inEffect[index + 1]?.since ?? Infinity
        return since <= ended && until >= began
      })
      expect(shown.size).toBe(1)
      expect(permitted.map(({ namespace }) => namespace)).toContain([...shown][0])
    }
    expect(answers.length).toBeGreaterThan(60)
  }, 60_000)
})

interface Following {
  readonly hand: TopicHand
  readonly history: History
  readonly login: Parameters<Rig['client']>[0]
  readonly shape: 'row' | 'object'
}

/** Every state that a Topic was in, by seq. */
class History {
  readonly #hand: TopicHand
  readonly #states = new Map<number, State>()
  newest: State = new Map()
  #edits = 0

  constructor(hand: TopicHand) {
    this.#hand = hand
  }

  async edit(edits: readonly { readonly key: string; readonly gone: boolean }[]): Promise<void> {
    const before = new Map(this.newest)
    const named = new Map(edits.map((edit) => [edit.key, edit]))
    for (const { key, gone } of named.values()) {
      this.#edits += 1
      const value = `edit ${this.#edits}`
      if (gone && !before.has(key)) continue
      const { seq } = await this.#hand.write(gone ? key : { key, cells: [value] })
      if (gone) before.delete(key)
      else before.set(key, value)
      this.newest = new Map(before)
      this.#states.set(seq, this.newest)
    }
  }

  at(position: string): State {
    const state = this.#states.get(parseClientPosition(position)?.position.seq ?? 0)
    if (state === undefined) throw new Error(`no state at ${position}`)
    return state
  }
}

function sorted(state: State): string {
  return JSON.stringify([...state].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
