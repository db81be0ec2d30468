import { useEffect, useState } from 'react'

import { rowsOf, type Kind } from './kinds.ts'
import { useLive } from './live-context.tsx'
import type { ResourceState } from './resource-store.ts'
import { counted, emptyRate, type Rate } from './rate.ts'
import { useSame } from './use-same.ts'
import { tally, type Tally } from './tally.ts'

/** The objects of all kinds, counted at most four times a second. */
export interface Overview {
  readonly tally: Tally
  /** Whether every kind has answered: before, a count is not yet one. */
  readonly answered: boolean
  /** How long the newest change of a cluster took to get here, over all kinds. */
  readonly lags: ReadonlyMap<string, number>
  readonly rateOf: (cluster: string, now: number) => Rate
  /** The same of a kind, in the clusters in scope. */
  readonly rateOfKind: (kind: Kind, now: number) => Rate
}

/** Follows every kind while the component is mounted. */
export function useOverview(all: readonly Kind[], scope: readonly string[]): Overview {
  const { stores } = useLive()
  // States of watches change all the time; which kinds there are does not.
  const kinds = useSame(all)
  const clusters = useSame(scope)
  const [overview, setOverview] = useState<Overview>(NOTHING)

  useEffect(() => {
    const followed = kinds.map((kind) => ({ kind, store: stores.get(rowsOf(kind)) }))
    let timer: ReturnType<typeof setTimeout> | undefined
    const recount = () => {
      timer = undefined
      const states = followed.map(({ kind, store }) => ({ kind, state: store.state() }))
      setOverview({
        tally: tally(states, clusters),
        lags: lagsOf(states.map(({ state }) => state)),
        answered: states.every(({ state }) => isComplete(state)),
        rateOfKind: ({ group, resource }, now) => {
          const own = followed.find(
            ({ kind }) => kind.group === group && kind.resource === resource,
          )?.store
          const there = [...(own?.state().clusters.keys() ?? [])].filter(
            (cluster) => clusters.length === 0 || clusters.includes(cluster),
          )
          return sum(
            there.flatMap((cluster) => own?.rate(cluster, now) ?? []),
            now,
          )
        },
        rateOf: (cluster, now) =>
          sum(
            followed.map(({ store }) => store.rate(cluster, now)),
            now,
          ),
      })
    }
    const soon = () => {
      timer ??= setTimeout(recount, COUNT_EVERY_MS)
    }
    const ends = followed.flatMap(({ kind, store }) => [
      store.subscribe(soon),
      stores.hold(rowsOf(kind)),
    ])
    recount()
    return () => {
      clearTimeout(timer)
      for (const end of ends) end()
    }
  }, [stores, kinds, clusters])
  return overview
}

function lagsOf(states: readonly ResourceState[]): ReadonlyMap<string, number> {
  const newest = new Map<string, { lag: number; lagAt: number }>()
  for (const { clusters } of states)
    for (const [cluster, { lag, lagAt }] of clusters)
      if (lag !== undefined && lagAt > (newest.get(cluster)?.lagAt ?? 0))
        newest.set(cluster, { lag, lagAt })
  return new Map([...newest].map(([cluster, { lag }]) => [cluster, lag]))
}

/** What is followed and has not come yet is not none: a page that says so would be wrong for a moment. */
function isComplete({ answered, ended, clusters }: ResourceState): boolean {
  const waits = [...clusters.values()].some(
    ({ complete, status: { state } }) => !complete && (state === 'syncing' || state === 'live'),
  )
  return ended !== undefined || (answered && !waits)
}

/** All end with the present second, so they are added from the end. */
function sum(rates: readonly Rate[], now: number): Rate {
  const longest = Math.max(1, ...rates.map(({ counts }) => counts.length))
  const counts = Array.from({ length: longest }, (_, index) =>
    rates.reduce((total, rate) => total + (rate.counts.at(index - longest) ?? 0), 0),
  )
  return counted({ from: emptyRate(now).from - longest + 1, counts }, 0, now)
}

const NOTHING: Overview = {
  tally: { byCluster: new Map(), byKind: new Map(), failing: [] },
  answered: false,
  lags: new Map(),
  rateOf: (_cluster, now) => emptyRate(now),
  rateOfKind: (_kind, now) => emptyRate(now),
}

const COUNT_EVERY_MS = 250
