import { Button, Popover } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'

import { correctionOf, correctionWords } from '../live/clock-correction.ts'
import type { Freshness } from '../live/freshness.ts'
import { useLive } from '../live/live-context.tsx'
import { clockTime } from '../live/times.ts'
import { plainText } from '../live/words.ts'
import { useOpenedAtOnce } from '../ui/on-demand.tsx'
import { ClusterState } from './cluster-state.tsx'
import { ConnectionButton, type IndicatorProps } from './connection-button.tsx'
import classes from './connection-indicator.module.css'

/** The connection in a sentence, and each cluster with its lag. */
export function ConnectionPanel(props: IndicatorProps): ReactElement {
  const { told, clusters, now } = props
  const { client, connection } = useLive()
  const correction = correctionOf(connection.clockDifferenceMs)
  const { target, opened, setOpened } = useOpenedAtOnce()
  return (
    <Popover
      position="bottom-end"
      shadow="md"
      withinPortal={false}
      trapFocus
      returnFocus
      opened={opened}
      onChange={setOpened}
    >
      <Popover.Target>
        <ConnectionButton {...props} ref={target} onClick={() => setOpened(!opened)} />
      </Popover.Target>
      <Popover.Dropdown className={classes['dropdown'] ?? ''}>
        <p className={classes['line']}>{sentence(told)}</p>
        {correction !== 0 && (
          <p className={classes['line']}>This computer’s clock is {correctionWords(correction)}.</p>
        )}
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

function sentence(told: Freshness): string {
  switch (told.type) {
    case 'live':
    case 'quiet':
      return 'Connected. Changes arrive as they happen.'
    case 'reconnecting':
      return 'The connection was lost a moment ago. Argus is dialling again.'
    case 'offline':
      return `No connection since ${clockTime(told.since)}: ${plainText(told.reason)}. Argus reconnects by itself.`
    case 'unsure':
      return `Argus cannot check permissions since ${clockTime(told.since)}. It goes on by itself.`
    case 'stopped':
      return `Updates stopped: ${plainText(told.reason)}.`
  }
}
