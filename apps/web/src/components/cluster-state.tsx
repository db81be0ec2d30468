import type { ReactElement } from 'react'

import type { ShownState } from '../live/freshness.ts'
import { clockTime, fullTime } from '../live/times.ts'
import { duration, seconds } from '../live/words.ts'
import { Icon, type IconName } from '../ui/icon.tsx'
import classes from './cluster-state.module.css'

export const STATE_WORDS: Readonly<Record<ShownState, string>> = {
  live: 'Live',
  syncing: 'Reading',
  stale: 'Stale',
  absent: 'Not installed',
  forbidden: 'Forbidden',
  unreachable: 'Unreachable',
  offline: 'Offline',
}

const STATE_ICONS: Readonly<Record<Exclude<ShownState, 'live'>, IconName>> = {
  syncing: 'syncing',
  stale: 'stale',
  absent: 'absent',
  forbidden: 'forbidden',
  unreachable: 'unreachable',
  offline: 'unreachable',
}

/** The sign of a state: a dot for what is live, an icon for everything else. */
export function StateSign({ state }: { readonly state: ShownState }): ReactElement {
  return (
    <span className={classes['sign']} data-state={state}>
      {state === 'live' ? (
        <span className={classes['dot']} />
      ) : (
        <Icon name={STATE_ICONS[state]} size={15} />
      )}
    </span>
  )
}

/** How far a cluster can be trusted, and since when it cannot. */
export function ClusterState({ state, since, lag, now }: ClusterStateProps): ReactElement {
  if (state === 'live')
    return (
      <span className={classes['state']} data-state={state}>
        <StateSign state={state} />
        <span className={classes['word']}>{STATE_WORDS[state]}</span>
        {lag !== undefined && <span className={classes['meta']}>{seconds(lag)} behind</span>}
      </span>
    )
  return (
    <span className={classes['state']} data-state={state}>
      <span className={classes['chip']}>
        <StateSign state={state} />
        {STATE_WORDS[state]}, {duration(now - since)}
      </span>
      {state !== 'syncing' && (
        <span className={classes['meta']} title={fullTime(since)}>
          as of {clockTime(since)}
        </span>
      )}
    </span>
  )
}

interface ClusterStateProps {
  readonly state: ShownState
  readonly since: number
  readonly lag: number | undefined
  readonly now: number
}
