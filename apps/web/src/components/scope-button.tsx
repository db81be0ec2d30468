import { UnstyledButton } from '@mantine/core'
import type { ComponentProps, ReactElement } from 'react'

import type { ClusterSummary } from '../live/clusters.ts'
import { counted, plainText } from '../live/words.ts'
import { Icon } from '../ui/icon.tsx'
import type { DemandProps } from '../ui/on-demand.tsx'
import { StateSign } from './cluster-state.tsx'
import classes from './scope-picker.module.css'

export interface ScopePickerProps {
  readonly clusters: readonly ClusterSummary[]
  readonly chosen: readonly string[]
  readonly onChoose: (clusters: readonly string[]) => void
  readonly now: number
}

/** Says which clusters a page shows, and how they are. */
export function ScopeButton({
  clusters,
  chosen,
  onChoose: _onChoose,
  now: _now,
  demand,
  ...button
}: ScopeButtonProps): ReactElement {
  const shown = clusters.filter(({ id }) => chosen.length === 0 || chosen.includes(id))
  return (
    <UnstyledButton {...button} {...demand} className={classes['target']} aria-haspopup="dialog">
      <span className="visually-hidden">Clusters shown: </span>
      <Icon name="servers" />
      <strong>{plainText(scopeWords(chosen))}</strong>
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
  )
}

interface ScopeButtonProps extends ScopePickerProps, Omit<ComponentProps<'button'>, 'style'> {
  readonly demand?: DemandProps
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
