import { until } from '@argus/testkit/until'
import { type Asked, on, refuse, requestsFor } from '../conformance/requests.ts'
import { POISONED } from './subject.ts'
import {
  type Fault,
  type Trial,
  type Verdict,
  begin,
  counts,
  equal,
  plural,
  recovery,
} from './trial.ts'

const ALL = ['streaming-list', 'paged-list', 'watch'] as const

/** Faults of lists and of rights, of many watches, and of the reader. */
export const OTHER_FAULTS: readonly Fault[] = [
  {
    id: 'F-07',
    title: 'the first list is answered 429, `Retry-After: 2`',
    meet: (trial) => refusedStart(trial, refuse(429, 'TooManyRequests', { 'retry-after': '2' })),
  },
  {
    id: 'F-09',
    title: 'the first list is answered 500',
    withinMs: 2_000,
    meet: (trial) => refusedStart(trial, refuse(500, 'InternalError')),
  },
  {
    id: 'F-10',
    title: 'every watch ends at once, empty',
    async meet(trial) {
      const ends = () => ({ respond: { status: 200 } })
      using _ends = trial.proxy.intercept(on(trial.gadgets, ['watch'], { rule: ends }))
      await equal(trial, trial.start())
      await firstWatch(trial)
      await new Promise((resolve) => setTimeout(resolve, 5_000))
      const watches = trial.watches()
      return { ok: watches <= 3, text: `${plural(watches, 'watch')} in 5 s` }
    },
  },
  {
    id: 'F-11',
    title: 'a definition is edited, 50 watches',
    many: true,
    async meet(trial) {
      const subjects = Array.from({ length: 50 }, () => trial.start())
      await Promise.all(subjects.map((subject) => equal(trial, subject, 30_000)))
      const [before, from] = [counts(trial), performance.now()]
      await trial.gadgets.edit()
      await trial.gadgets.update('a', { n: 1 })
      await until(() => trial.watches() - before.watches >= subjects.length, {
        timeoutMs: 60_000,
        what: 'all watches to come back',
      })
      await Promise.all(subjects.map((subject) => equal(trial, subject, 60_000)))
      const times = (...asked: readonly Asked[]) =>
        asked
          .flatMap((kind) => requestsFor(trial.proxy, trial.gadgets, kind))
          .flatMap(({ at }) => (at > from ? [at] : []))
      const lists = times('streaming-list', 'paged-list')
      const watches = times('watch')
      const spread = spreadMs([...lists, ...watches])
      return {
        ok: mostInOneSecond(lists) <= subjects.length / 3,
        text: `all equal; ${plural(lists.length, 'list')}, ${plural(watches.length, 'watch')} within ${(spread / 1_000).toFixed(1)} s`,
      }
    },
  },
  {
    id: 'F-16',
    title: 'the reader fails on one object',
    async meet(trial) {
      let unhandled = 0
      const note = (reason: unknown) => {
        if (reason instanceof Error && reason.message === POISONED) unhandled += 1
      }
      process.on('unhandledRejection', note)
      try {
        const subject = trial.start()
        await equal(trial, subject)
        await trial.gadgets.create('poison')
        await trial.gadgets.create('c')
        await until(() => subject.copy().has('default/c'), { what: 'the others' })
        await new Promise((resolve) => setTimeout(resolve, 500))
        const text =
          unhandled > 0
            ? 'the others arrive; `unhandledRejection`, which ends a process'
            : 'the others arrive'
        return { ok: unhandled === 0, text }
      } finally {
        process.off('unhandledRejection', note)
      }
    },
  },
  {
    id: 'F-17',
    title: 'stopped while it backs off',
    async meet(trial) {
      const ends = () => ({ respond: { status: 200 } })
      using _ends = trial.proxy.intercept(on(trial.gadgets, ['watch'], { rule: ends }))
      const subject = trial.start()
      await equal(trial, subject)
      await firstWatch(trial)
      await until(() => trial.watches() >= 2, { timeoutMs: 20_000, what: 'a second watch' })
      await new Promise((resolve) => setTimeout(resolve, 100))
      await subject.stop()
      const asked = trial.lists() + trial.watches()
      await new Promise((resolve) => setTimeout(resolve, 8_000))
      const more = trial.lists() + trial.watches() - asked
      return { ok: more === 0, text: `${plural(more, 'request')} after it was stopped` }
    },
  },
  ...(
    [
      [401, 'Unauthorized'],
      [403, 'Forbidden'],
    ] as const
  ).map(([code, reason]): Fault => ({
    id: 'F-23',
    title: `everything is answered ${code} for three seconds`,
    async meet(trial) {
      const subject = await begin(trial)
      const since = counts(trial)
      {
        using _refused = trial.proxy.intercept(
          on(trial.gadgets, ALL, { rule: refuse(code, reason) }),
        )
        trial.network.reset()
        await trial.gadgets.update('a', { n: 1 })
        await new Promise((resolve) => setTimeout(resolve, 3_000))
      }
      return recovery(trial, subject, { since })
    },
  })),
  {
    id: 'F-23',
    title: 'the definition is removed for three seconds',
    async meet(trial) {
      const subject = await begin(trial)
      const since = counts(trial)
      await trial.gadgets.undefine()
      await new Promise((resolve) => setTimeout(resolve, 3_000))
      const emptied = subject.copy().size === 0
      await trial.gadgets.redefine()
      await trial.gadgets.create('a')
      const verdict = await recovery(trial, subject, { since })
      const kept = emptied ? '' : '; the objects stayed while it was removed'
      return { ...verdict, text: `${verdict.text}${kept}` }
    },
  },
  {
    id: 'F-24',
    title: '250 watches',
    many: true,
    async meet(trial) {
      const subjects = Array.from({ length: 250 }, () => trial.start())
      await Promise.all(subjects.map((subject) => equal(trial, subject, 60_000)))
      await until(() => trial.lists() + trial.watches() >= subjects.length, { what: 'all of them' })
      const connections = trial.network.connections
      return { ok: connections <= 4, text: plural(connections, 'connection') }
    },
  },
  {
    id: 'F-25',
    title: 'nothing happens',
    slow: true,
    async meet(trial) {
      const subject = await begin(trial)
      const since = counts(trial)
      await new Promise((resolve) => setTimeout(resolve, trial.quietMs))
      const minutes = trial.quietMs / 60_000
      const [lists, watches] = [trial.lists() - since.lists, trial.watches() - since.watches]
      const verdict = await recovery(trial, subject, { limitMs: 30_000, since })
      return {
        ok: verdict.ok && lists === 0 && watches <= Math.ceil(minutes / 5),
        text: `${plural(lists, 'list')}, ${plural(watches, 'watch')} in ${minutes} min`,
      }
    },
  },
]

/** Lists of all that are spread over three seconds are no more in any one of them than a third of all. */
function mostInOneSecond(times: readonly number[]): number {
  const after = (from: number) => times.filter((at) => at >= from && at < from + 1_000).length
  return Math.max(0, ...times.map(after))
}

function spreadMs(times: readonly number[]): number {
  return times.length > 0 ? Math.max(...times) - Math.min(...times) : 0
}

/** Where the list goes on as the watch, the connection has to break before there is a watch of its own. */
async function firstWatch(trial: Trial): Promise<void> {
  await until(() => trial.watches() > 0, { timeoutMs: 1_000, what: 'a watch' }).catch(() =>
    trial.network.reset(),
  )
  await until(() => trial.watches() > 0, { timeoutMs: 20_000, what: 'the first watch' })
}

/** The first attempt at a list is refused, whichever way it is asked for. */
async function refusedStart(trial: Trial, rule: ReturnType<typeof refuse>): Promise<Verdict> {
  using _refused = trial.proxy.intercept(
    on(trial.gadgets, ['streaming-list', 'paged-list'], { times: 1, rule }),
  )
  const subject = trial.start()
  await until(() => trial.lists() > 0, { what: 'the first list' })
  return await recovery(trial, subject)
}
