import type { Run } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { Failure } from '../failure.ts'
import { millisecondsOf } from '../live/duration.ts'
import { follow } from '../live/follow.ts'
import { goalOf, type Goal } from '../live/goal.ts'
import { lineView } from '../live/line-view.ts'
import { openLive } from '../live/open-live.ts'
import { requestsFor } from '../live/requests.ts'
import { screenView } from '../live/screen-view.ts'
import { Watched } from '../live/watched.ts'
import { readFormat } from '../output/format.ts'
import { namedKind } from '../resources/named-kind.ts'
import { filterOf, select } from '../resources/selection.ts'

/** `argus watch`: objects of a kind as they are, until it is ended, a condition is met, or the time is over. */
export const run: Run = async (input, surroundings) => {
  const { config, terminal, signal } = surroundings
  const format = readFormat(input.text('output'))
  const until = input.text('until')
  const goal = until === undefined ? undefined : goalOf(until)
  const timeout = input.text('timeout')
  const limit = timeout === undefined ? undefined : millisecondsOf('--timeout', timeout)
  const { opened, clusters, several } = await select(input, surroundings)
  const ids = clusters.map(({ id }) => id)
  const { kind } = await namedKind({ config, opened }, input.needed('KIND'), ids)
  const shape = format.type === 'table' && goal === undefined ? 'row' : 'object'
  const requests = requestsFor({
    kind,
    clusters: input.list('cluster').length === 0 ? undefined : ids,
    names: input.argumentList('NAME'),
    filter: { ...filterOf(input), shape },
  })
  const over = new AbortController()
  const ends = AbortSignal.any([
    signal,
    over.signal,
    ...(limit === undefined ? [] : [AbortSignal.timeout(limit)]),
  ])
  const watched = new Watched(requests.length)
  const severalNamespaces = input.list('namespace').length !== 1
  const options = { terminal, kind, several, severalNamespaces }
  await using view =
    terminal.isTerminal && format.type === 'table'
      ? screenView({ ...options, wide: format.wide })
      : lineView({ ...options, format })
  await follow({
    client: openLive(opened, ends),
    requests,
    signal: ends,
    async told(events) {
      if (ends.aborted) return
      const changes = watched.take(events)
      await view.changed(watched, changes)
      if (goal?.met(watched) === true) over.abort()
    },
    lost: (why) => view.lost(why),
  })
  return outcome({ goal, over: over.signal, signal, timeout })
}

interface Ended {
  readonly goal: Goal | undefined
  readonly over: AbortSignal
  readonly signal: AbortSignal
  readonly timeout: string | undefined
}

function outcome({ goal, over, signal, timeout }: Ended): ExitCode {
  if (over.aborted) return ExitCode.Done
  if (signal.aborted) return ExitCode.Interrupted
  if (goal === undefined) return ExitCode.Done
  throw new Failure({
    code: 'timed_out',
    happened: `--until was not met within ${timeout}`,
    next: 'Look at what there is: the same with argus get.',
  })
}
