import { Checkbox, Popover, UnstyledButton } from '@mantine/core'
import type { ReactElement } from 'react'

import type { ClusterSummary } from '../live/clusters.ts'
import { counted } from '../live/words.ts'
import { Icon } from '../ui/icon.tsx'
import { ClusterState, StateSign } from './cluster-state.tsx'
import classes from './scope-picker.module.css'

/** Which clusters a page shows; none chosen means all, those that join later included. */
export function ScopePicker({ clusters, chosen, onChoose, now }: ScopePickerProps): ReactElement {
  const shown = clusters.filter(({ id }) => chosen.length === 0 || chosen.includes(id))
  const toggle = (id: string) =>
    onChoose(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])
  return (
    <Popover position="bottom-start" shadow="md" withinPortal={false} trapFocus>
      <Popover.Target>
        <UnstyledButton className={classes['target']} aria-label="Clusters shown">
          <Icon name="servers" />
          <strong>{scopeWords(chosen)}</strong>
          {shown.length <= MOST_SIGNS ? (
            <span className={classes['signs']}>
              {shown.map(({ id, state }) => (
                <StateSign key={id} state={state} />
              ))}
            </span>
          ) : (
            <span className={classes['meta']}>{summary(shown)}</span>
          )}
          <Icon name="chevron-down" size={14} />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={classes['dropdown'] ?? ''}>
        <Checkbox
          className={classes['option'] ?? ''}
          label="All clusters"
          checked={chosen.length === 0}
          onChange={() => onChoose([])}
        />
        {clusters.map(({ id, state, since, lag, reason }) => (
          <div key={id} className={classes['option']} title={reason}>
            <Checkbox label={id} checked={chosen.includes(id)} onChange={() => toggle(id)} />
            <ClusterState state={state} since={since} lag={lag} now={now} />
          </div>
        ))}
      </Popover.Dropdown>
    </Popover>
  )
}

interface ScopePickerProps {
  readonly clusters: readonly ClusterSummary[]
  readonly chosen: readonly string[]
  readonly onChoose: (clusters: readonly string[]) => void
  readonly now: number
}

function scopeWords(chosen: readonly string[]): string {
  const [only, ...more] = chosen
  if (only === undefined) return 'All clusters'
  return more.length === 0 ? only : counted(chosen.length, 'cluster')
}

function summary(clusters: readonly ClusterSummary[]): string {
  const live = clusters.filter(({ state }) => state === 'live').length
  return live === clusters.length ? `${live} live` : `${live} live, ${clusters.length - live} not`
}

const MOST_SIGNS = 6
