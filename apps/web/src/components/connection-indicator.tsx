import { Button, Popover, UnstyledButton } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'

import type { ClusterSummary } from '../live/clusters.ts'
import type { Freshness } from '../live/freshness.ts'
import { useLive } from '../live/live-context.tsx'
import { clockTime, seconds } from '../live/words.ts'
import { Icon } from '../ui/icon.tsx'
import { ClusterState } from './cluster-state.tsx'
import classes from './connection-indicator.module.css'

/** The answer to "is it alive?", always in the same place. */
export function ConnectionIndicator({ told, clusters, now }: IndicatorProps): ReactElement {
  const { client } = useLive()
  const lag = slowestLag(clusters)
  return (
    <Popover position="bottom-end" shadow="md" withinPortal={false} trapFocus>
      <Popover.Target>
        <UnstyledButton className={classes['target']} data-told={told.type} aria-label="Connection">
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
      </Popover.Target>
      <Popover.Dropdown className={classes['dropdown'] ?? ''}>
        <p className={classes['line']}>{sentence(told)}</p>
        <ul className={classes['clusters']}>
          {clusters.map(({ id, state, since, lag: ownLag }) => (
            <li key={id}>
              <span>{id}</span>
              <ClusterState state={state} since={since} lag={ownLag} now={now} />
            </li>
          ))}
        </ul>
        <div className={classes['actions']}>
          {told.type !== 'live' && (
            <Button size="compact-sm" variant="default" onClick={() => client.retryNow()}>
              Retry now
            </Button>
          )}
          <Link to="/status">Is it alive?</Link>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

interface IndicatorProps {
  readonly told: Freshness
  readonly clusters: readonly ClusterSummary[]
  readonly now: number
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

function sentence(told: Freshness): string {
  switch (told.type) {
    case 'live':
    case 'quiet':
      return 'Connected. Changes arrive as they happen.'
    case 'reconnecting':
      return 'The connection was lost a moment ago. Argus is dialling again.'
    case 'offline':
      return `No connection since ${clockTime(told.since)}: ${told.reason}. Argus reconnects by itself.`
    case 'unsure':
      return `Argus cannot check permissions since ${clockTime(told.since)}. It goes on by itself.`
    case 'stopped':
      return `Updates stopped: ${told.reason}.`
  }
}

/** The slowest live cluster says how far behind the page is. */
function slowestLag(clusters: readonly ClusterSummary[]): number | undefined {
  const lags = clusters.flatMap(({ state, lag }) =>
    state === 'live' && lag !== undefined ? [lag] : [],
  )
  return lags.length === 0 ? undefined : Math.max(...lags)
}
