import { UnstyledButton } from '@mantine/core'
import type { ReactElement } from 'react'

import type { Side } from '../../live/comparison-store.ts'
import { shownSince, shownState, type Freshness } from '../../live/freshness.ts'
import type { ResourceState } from '../../live/resource-store.ts'
import { clockTime } from '../../live/times.ts'
import { plainText } from '../../live/words.ts'
import { Icon } from '../../ui/icon.tsx'
import { StateSign, STATE_WORDS } from '../cluster-state.tsx'
import { Ago } from '../grid/ago.tsx'
import { HealthLabel } from '../health.tsx'
import classes from './compare.module.css'

/** One side: which cluster, how far it can be trusted, and how the object is there. */
export function SideHead({ side, at, state, told, onPin, onRemove }: SideHeadProps): ReactElement {
  const { cluster, item, pinnedAt } = side
  const status = state.clusters.get(cluster)?.status
  const shown = status === undefined ? 'syncing' : shownState(status, told)
  const known = isKnown(side, state, told)
  return (
    <div className={classes['side']}>
      <span className={classes['where']}>
        <span className={classes['swatch']} data-side={at} />
        <strong>{cluster}</strong>
        <UnstyledButton
          className={classes['pin']}
          aria-pressed={pinnedAt !== undefined}
          aria-label={
            pinnedAt === undefined ? `Pin ${cluster} as it is now` : `Let ${cluster} go on`
          }
          title={pinnedAt === undefined ? 'Pin this side as it is now' : 'Let it go on'}
          onClick={onPin}
        >
          <Icon name="pin" size={14} />
        </UnstyledButton>
        {onRemove !== undefined && (
          <UnstyledButton
            className={classes['pin']}
            aria-label={`Compare without ${cluster}`}
            title="Compare without it"
            onClick={onRemove}
          >
            <Icon name="close" size={14} />
          </UnstyledButton>
        )}
        <span className={classes['space']} />
        {pinnedAt === undefined ? (
          <span className={classes['state']} data-state={shown}>
            <StateSign state={shown} /> {STATE_WORDS[shown]}
          </span>
        ) : (
          <span className={classes['meta']}>pinned {clockTime(pinnedAt)}</span>
        )}
      </span>
      <span className={classes['where']}>
        {item !== undefined && <HealthLabel health={item.health} known={known} />}
        <span className={classes['reason']} dir="auto" title={plainText(item?.reason ?? '')}>
          {plainText(item?.reason ?? '')}
        </span>
        <span className={classes['meta']}>
          {!known && pinnedAt === undefined && status !== undefined ? (
            `compared with the state of ${clockTime(shownSince(status, told))}`
          ) : item === undefined ? null : (
            <>
              changed <Ago at={item.changed} word=" ago" />
            </>
          )}
        </span>
      </span>
    </div>
  )
}

/** Whether a side is true now. */
export function isKnown(
  { cluster, pinnedAt }: Side,
  state: ResourceState,
  told: Freshness,
): boolean {
  const status = state.clusters.get(cluster)?.status
  return pinnedAt === undefined && status !== undefined && shownState(status, told) === 'live'
}

interface SideHeadProps {
  readonly side: Side
  /** Its place from the left; each has a colour of its own. */
  readonly at: number
  readonly state: ResourceState
  readonly told: Freshness
  readonly onPin: () => void
  /** Absent where two are left. */
  readonly onRemove?: (() => void) | undefined
}
