import { UnstyledButton } from '@mantine/core'
import type { ComponentProps, ReactElement } from 'react'

import type { ClusterSummary } from '../live/clusters.ts'
import type { Freshness } from '../live/freshness.ts'
import { clockTime } from '../live/times.ts'
import { seconds } from '../live/words.ts'
import { Icon } from '../ui/icon.tsx'
import type { DemandProps } from '../ui/on-demand.tsx'
import classes from './connection-indicator.module.css'

export interface IndicatorProps {
  readonly told: Freshness
  readonly clusters: readonly ClusterSummary[]
  readonly now: number
}

/** Whether the page is live, in a word. */
export function ConnectionButton({
  told,
  clusters,
  now: _now,
  demand,
  ...button
}: ConnectionButtonProps): ReactElement {
  const lag = slowestLag(clusters)
  return (
    <UnstyledButton
      {...button}
      {...demand}
      className={classes['target']}
      data-told={told.type}
      aria-haspopup="dialog"
    >
      <span className="visually-hidden">Connection: </span>
      <span className={classes['sign']}>
        {told.type === 'live' || told.type === 'quiet' ? (
          <span className={classes['dot']} />
        ) : (
          <Icon name={told.type === 'reconnecting' ? 'syncing' : 'unreachable'} size={15} />
        )}
      </span>
      <span className={classes['word']}>{word(told)}</span>
      {told.type === 'live' && lag !== undefined && (
        <span className={classes['meta']}>{seconds(lag)} behind</span>
      )}
      <Icon name="chevron-down" size={14} />
    </UnstyledButton>
  )
}

interface ConnectionButtonProps extends IndicatorProps, Omit<ComponentProps<'button'>, 'style'> {
  readonly demand?: DemandProps
}

function word(told: Freshness): string {
  switch (told.type) {
    case 'live':
    case 'quiet':
      return 'Live'
    case 'reconnecting':
      return 'Reconnecting'
    case 'offline':
    case 'unsure':
      return `Offline since ${clockTime(told.since)}`
    case 'stopped':
      return 'Updates stopped'
  }
}

/** The slowest live cluster says how far behind the page is. */
function slowestLag(clusters: readonly ClusterSummary[]): number | undefined {
  const lags = clusters.flatMap(({ state, lag }) =>
    state === 'live' && lag !== undefined ? [lag] : [],
  )
  return lags.length === 0 ? undefined : Math.max(...lags)
}
