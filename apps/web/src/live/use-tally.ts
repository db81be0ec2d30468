import { useEffect, useState } from 'react'

import { rowsOf, type Kind } from './kinds.ts'
import { useLive } from './live-context.tsx'
import type { ResourceState } from './resource-store.ts'
import { counted, emptyRate, type Rate } from './rate.ts'
import { tally, type Tally } from './tally.ts'

/** The objects of all kinds, counted at most four times a second. */
export interface Overview {
  readonly tally: Tally
  /** Whether every kind has answered: before, a count is not yet one. */
  readonly answered: boolean
  readonly rateOf: (cluster: string, now: number) => Rate
}

/** Follows every kind while the component is mounted. */
export function useOverview(kinds: readonly Kind[], clusters: readonly string[]): Overview {
  const { stores } = useLive()
  const keys = JSON.stringify([kinds.map(rowsOf), clusters])
  const [overview, setOverview] = useState<Overview>(NOTHING)

  useEffect(() => {
    const followed = kinds.map((kind) => ({ kind, store: stores.get(rowsOf(kind)) }))
    let timer: ReturnType<typeof setTimeout> | undefined
    const recount = () => {
      timer = undefined
      const states = followed.map(({ kind, store }) => ({ kind, state: store.state() }))
      setOverview({
        tally: tally(states, clusters),
        answered: states.every(({ state }) => isComplete(state)),
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
  }, [stores, keys])
  return overview
}

function isComplete({ answered, ended, clusters }: ResourceState): boolean {
  const waits = [...clusters.values()].some(
    ({ complete, status }) => !complete && status.state === 'syncing',
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
  rateOf: (_cluster, now) => emptyRate(now),
}

const COUNT_EVERY_MS = 250
