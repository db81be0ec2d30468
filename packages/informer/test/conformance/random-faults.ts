import { expect, it } from '@jest/globals'
import { seeded } from '@argus/testkit/seeded'
import { until } from '@argus/testkit/until'
import { SHORT } from '../follower.ts'
import { type Bench, equalAgain } from './bench.ts'
import { errorEvent, refuse } from './requests.ts'

const CHANGES = 1_000
const NAMES = 40
/** So that each fault is met among changes, and over before the next. */
const EVERY = 100

/** A seeded history of changes, and faults of every kind among them. */
export function randomFaults(bench: () => Bench): void {
  it.each([1, 20260101])(
    'a thousand changes through random faults end in the same state (seed %i)',
    async (seed) => {
      const { proxy } = bench()
      const random = seeded(seed)
      const gadgets = await bench().define()
      const armed = new Set<string>()
      const take = (fault: string) => armed.delete(fault)
      let pulses = 0
      // A fault meets a line or a request, so something must go on changing until it has.
      const spent = () =>
        until(
          async () => {
            if (armed.size > 0) await gadgets.update('pulse', { n: ++pulses })
            return armed.size === 0
          },
          { what: 'the faults to be met' },
        )
      using _faults = proxy.intercept(({ pathname, query }) => {
        if (!pathname.endsWith(`/${gadgets.resource.resource}`)) return undefined
        const lists = query.has('sendInitialEvents') || !query.has('watch')
        if (lists && take('no list')) return refuse(500, 'InternalError')()
        // Also where a list streams: one that breaks off is asked for again, and no other watch is.
        if (query.has('watch') && take('gone')) return errorEvent(410, 'Expired')()
        if (take('busy')) return refuse(429, 'TooManyRequests', { 'retry-after': '0' })()
        if (take('failing')) return refuse(500, 'InternalError')()
        if (!query.has('watch')) return undefined
        return {
          line: (line) => {
            if (take('cut')) return { send: line.slice(0, line.length / 3), stop: 'reset' }
            if (take('ended')) return { send: '', stop: 'end' }
            if (take('hung')) return { send: '', stop: 'hang' }
            if (take('garbled')) return [`${line.slice(0, -2)}`]
            if (take('doubled')) return [line, line]
            return [line]
          },
        }
      })
      await gadgets.create('pulse')
      await using way = bench().open('lines')
      await using informer = way.follow({
        resource: gadgets.resource,
        timing: {
          ...SHORT,
          backoff: { firstMs: 20, capMs: 100, resetMs: 10_000 },
          silenceMs: 500,
          streamingListMs: 400,
          pageSize: 10,
        },
      })
      await informer.reaches('live')
      const alive = new Set<string>()
      const faults = FAULTS.toSorted(() => random() - 0.5)
      for (let i = 0; i < CHANGES; i++) {
        if (i % EVERY === 0) {
          await spent()
          for (const fault of faults.pop() ?? []) armed.add(fault)
        }
        const name = `g${Math.floor(random() * NAMES)}`
        if (!alive.has(name)) {
          await gadgets.create(name, { i })
          alive.add(name)
        } else if (random() < 0.25) {
          await gadgets.delete(name)
          alive.delete(name)
        } else {
          await gadgets.update(name, { i })
        }
      }
      await spent()
      await equalAgain(informer, gadgets, 20_000)
      await informer.reaches('live')
      expect(informer.backwards).toEqual([])
      expect(informer.copy.size).toBe(alive.size + 1)
      expect(faults).toEqual([])
    },
    120_000,
  )
}

/** What meets the history, a group at a time; what a new request meets needs the old one to end. */
const FAULTS = [
  ['cut'],
  ['ended'],
  ['hung'],
  ['garbled'],
  ['doubled'],
  ['cut', 'busy'],
  ['cut', 'failing'],
  ['cut', 'gone'],
  ['cut', 'gone', 'no list'],
]
