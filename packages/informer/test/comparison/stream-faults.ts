import type { LineRule } from '@argus/testkit/line-proxy'
import { NO_STREAMING_LIST, errorEvent, on, refuse } from '../conformance/requests.ts'
import { type Fault, type Trial, type Verdict, begin, counts, recovery } from './trial.ts'

/** Faults of an open watch, and of the request that takes its place. */
export const STREAM_FAULTS: readonly Fault[] = [
  {
    id: 'F-01',
    title: 'the connection breaks between two lines',
    withinMs: 2_000,
    meet: (trial) => afterCut(trial),
  },
  {
    id: 'F-01',
    title: 'the connection breaks inside a line',
    withinMs: 2_000,
    meet: (trial) => afterCut(trial, { send: (line) => line.slice(0, line.length / 2) }),
  },
  {
    id: 'F-02',
    title: 'all packets vanish for five seconds',
    slow: true,
    async meet(trial) {
      const subject = await begin(trial)
      const since = counts(trial)
      {
        using _hole = trial.network.blackHole()
        await trial.gadgets.update('a', { n: 1 })
        await new Promise((resolve) => setTimeout(resolve, 5_000))
      }
      return recovery(trial, subject, { limitMs: 240_000, since })
    },
  },
  {
    id: 'F-03',
    title: 'the stream hangs, its connection lives',
    slow: true,
    async meet(trial) {
      const subject = await begin(trial)
      const since = counts(trial)
      await trial.cut('hang')
      return recovery(trial, subject, { limitMs: 240_000, since })
    },
  },
  {
    id: 'F-04',
    title: 'the version is forgotten: 410 as the status',
    withinMs: 2_500,
    meet: (trial) => afterCut(trial, { next: refuse(410, 'Gone') }),
  },
  {
    id: 'F-05',
    title: 'the version is forgotten: 410 as an event',
    withinMs: 2_500,
    meet: (trial) => afterCut(trial, { next: errorEvent(410, 'Expired') }),
  },
  {
    id: 'F-07',
    title: 'a watch is answered 429, `Retry-After: 2`',
    async meet(trial) {
      const refusal = refuse(429, 'TooManyRequests', { 'retry-after': '2' })
      let [refusedAt, early] = [0, false]
      using _seen = trial.proxy.intercept(
        on(trial.gadgets, ['watch', 'paged-list', 'streaming-list'], {
          rule: ({ at }) => {
            if (refusedAt > 0 && at - refusedAt < 1_900) early = true
            return undefined
          },
        }),
      )
      const next = () => {
        refusedAt = performance.now()
        return refusal()
      }
      const verdict = await afterCut(trial, { next })
      return early ? { ok: false, text: `${verdict.text}; did not wait` } : verdict
    },
  },
  {
    id: 'F-08',
    title: 'a watch is answered 503, once',
    meet: (trial) => afterCut(trial, { next: refuse(503, 'ServiceUnavailable') }),
  },
  {
    id: 'F-08',
    title: 'a watch says `ERROR` 500, once',
    meet: (trial) => afterCut(trial, { next: errorEvent(500, 'InternalError') }),
  },
  {
    id: 'F-12',
    title: 'an object is deleted and made again in a gap, whose version is forgotten',
    async meet(trial) {
      const subject = await begin(trial)
      const [uid] = subject.told('default/b')
      const verdict = await outage(trial, {
        subject,
        next: refuse(410, 'Expired'),
        change: async ({ gadgets }) => {
          await gadgets.delete('b')
          await gadgets.create('b')
        },
      })
      const deleted = subject.told('default/b').includes(`-${uid}`)
      return deleted ? verdict : { ok: false, text: `${verdict.text}; the deletion is never told` }
    },
  },
  {
    id: 'F-13',
    title: 'U+2028, U+2029 and NUL in a text, as they are',
    async meet(trial) {
      // A real API server writes them as escapes, which JSON does not ask for.
      const bare = (line: string) => [
        line.replaceAll('\\u2028', '\u2028').replaceAll('\\u2029', '\u2029'),
      ]
      using _bare = trial.proxy.intercept(
        on(trial.gadgets, ['streaming-list', 'watch'], { rule: () => ({ line: bare }) }),
      )
      const subject = await begin(trial)
      const since = counts(trial)
      await trial.gadgets.create('text', { text: 'line\u2028paragraph\u2029nul\u0000 漢字' })
      return await recovery(trial, subject, { limitMs: 30_000, since })
    },
  },
  {
    id: 'F-15',
    title: 'lines come again, and from an older state',
    async meet(trial) {
      const seen: string[] = []
      using _echo = trial.proxy.intercept(
        on(trial.gadgets, ['streaming-list', 'watch'], {
          rule: () => ({
            line: (line) => {
              if (line.includes('BOOKMARK')) return [line]
              const again = [line, line, ...seen]
              seen.push(line)
              return again
            },
          }),
        }),
      )
      const subject = await begin(trial)
      const since = counts(trial)
      await trial.gadgets.update('a', { n: 1 })
      await trial.gadgets.update('a', { n: 2 })
      await trial.gadgets.delete('b')
      return await recovery(trial, subject, { limitMs: 30_000, since })
    },
  },
  {
    id: 'F-22',
    title: 'a line is not JSON',
    withinMs: 2_000,
    async meet(trial) {
      let broken = false
      using _broken = trial.proxy.intercept(
        on(trial.gadgets, ['streaming-list', 'watch'], {
          rule: () => ({
            line: (line) => {
              if (broken || !line.includes('"MODIFIED"')) return [line]
              broken = true
              return [`${line}}`]
            },
          }),
        }),
      )
      const subject = await begin(trial)
      const since = counts(trial)
      await trial.gadgets.update('a', { n: 1 })
      return await recovery(trial, subject, { limitMs: 30_000, since })
    },
  },
]

interface CutOptions {
  readonly send?: (line: string) => string
  /** What the next watch is answered, once. */
  readonly next?: LineRule
}

/** The watch breaks while things change, and the one that takes its place may be refused. */
async function afterCut(trial: Trial, { send, next }: CutOptions = {}): Promise<Verdict> {
  const subject = await begin(trial)
  const since = counts(trial)
  using _next = trial.proxy.intercept(
    on(trial.gadgets, next ? ['watch'] : [], { times: 1, rule: next ?? NO_STREAMING_LIST }),
  )
  await trial.cut('reset', send)
  await trial.gadgets.delete('b')
  return await recovery(trial, subject, { since })
}

interface OutageOptions {
  readonly subject: ReturnType<Trial['start']>
  readonly next: LineRule
  readonly change: (trial: Trial) => Promise<void>
}

/** The watch breaks, and nothing answers until all changes are made. */
async function outage(trial: Trial, { subject, next, change }: OutageOptions): Promise<Verdict> {
  const since = counts(trial)
  using _next = trial.proxy.intercept(on(trial.gadgets, ['watch'], { times: 1, rule: next }))
  {
    using _down = trial.network.refuse()
    trial.network.reset()
    await change(trial)
  }
  return await recovery(trial, subject, { since })
}
