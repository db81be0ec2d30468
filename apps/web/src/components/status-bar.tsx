import type { ReactElement, ReactNode } from 'react'

import { isLoud, type Freshness, type ShownState } from '../live/freshness.ts'
import { useSecond } from '../live/second.ts'
import { clockTime, fullTime } from '../live/times.ts'
import { duration, seconds } from '../live/words.ts'
import { usePhone } from '../ui/use-phone.ts'
import { StateSign, STATE_WORDS } from './cluster-state.tsx'
import classes from './status-bar.module.css'

/** A cluster as a status bar names it. */
interface BarCluster {
  readonly id: string
  readonly state: ShownState
  readonly since: number
  readonly lag: number | undefined
}

/** Of when the list is, and how far each cluster can be trusted. A list without it is a bug. */
export function StatusBar({ told, clusters, children }: StatusBarProps): ReactElement {
  const now = useSecond()
  const phone = usePhone()
  const at = isLoud(told) && 'since' in told ? told.since : now
  return (
    <footer className={classes['bar']}>
      <span title={fullTime(at)}>
        As of <span className="number">{clockTime(at)}</span>
      </span>
      {clusters.length <= (phone ? 1 : MOST_NAMED) ? (
        clusters.map((cluster) => <Named key={cluster.id} cluster={cluster} now={now} />)
      ) : (
        <Counted clusters={clusters} />
      )}
      <span className={classes['space']} />
      {children}
    </footer>
  )
}

interface StatusBarProps {
  readonly told: Freshness
  readonly clusters: readonly BarCluster[]
  readonly children?: ReactNode
}

function Named({
  cluster: { id, state, since, lag },
  now,
}: {
  readonly cluster: BarCluster
  readonly now: number
}): ReactElement {
  return (
    <span className={classes['cluster']} data-state={state} title={STATE_WORDS[state]}>
      <StateSign state={state} />
      <span className={classes['name']}>{id}</span>
      <span className="number">
        {state === 'live' ? lag !== undefined && seconds(lag) : away(state, now - since)}
      </span>
    </span>
  )
}

/** What is not there, or may not be read, is so for no particular time. */
function away(state: ShownState, ms: number): string {
  return state === 'absent' || state === 'forbidden'
    ? STATE_WORDS[state].toLowerCase()
    : duration(ms)
}

function Counted({ clusters }: { readonly clusters: readonly BarCluster[] }): ReactElement[] {
  const states = [...new Set(clusters.map(({ state }) => state))]
  return states.map((state) => {
    const of = clusters.filter((cluster) => cluster.state === state)
    return (
      <span
        key={state}
        className={classes['cluster']}
        data-state={state}
        title={of.map(({ id }) => id).join(', ')}
      >
        <StateSign state={state} />
        {of.length} {STATE_WORDS[state].toLowerCase()}
      </span>
    )
  })
}

const MOST_NAMED = 6
