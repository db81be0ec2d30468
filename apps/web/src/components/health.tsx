import type { Health } from '@argus/contracts/row'
import type { ReactElement } from 'react'

import { HEALTH_ORDER } from '../live/row-compare.ts'
import { HEALTH_WORDS } from '../live/object-history.ts'
import { total, type HealthCounts } from '../live/tally.ts'
import { count } from '../live/words.ts'
import { Icon, type IconName } from '../ui/icon.tsx'
import classes from './health.module.css'

export const HEALTH_ICONS: Readonly<Record<Health, IconName>> = {
  Current: 'current',
  InProgress: 'in-progress',
  Failed: 'failed',
  Terminating: 'terminating',
  Unknown: 'unknown',
}

/** Icon and word. `known`: whether it is true now; what is not loses its colour and keeps its word. */
export function HealthLabel({ health, known }: HealthProps): ReactElement {
  return (
    <span className={classes['label']} data-health={known ? health : undefined}>
      <Icon name={HEALTH_ICONS[health]} />
      <span className={classes['word']}>{HEALTH_WORDS[health]}</span>
    </span>
  )
}

interface HealthProps {
  readonly health: Health
  readonly known: boolean
}

/** A number of objects in one health: what stands beside a bar, because a bar alone says little. */
export function HealthCount({
  health,
  known,
  value,
}: HealthProps & { readonly value: number }): ReactElement {
  return (
    <span
      className={classes['count']}
      data-health={known ? health : undefined}
      title={HEALTH_WORDS[health]}
    >
      <Icon name={HEALTH_ICONS[health]} label={HEALTH_WORDS[health]} />
      <span className="number">{count(value)}</span>
    </span>
  )
}

/** Shares of health as one line; hatched where it is not known to be true now. */
export function HealthBar({
  counts,
  known,
}: {
  readonly counts: HealthCounts
  readonly known: boolean
}): ReactElement {
  const all = total(counts)
  const label = HEALTH_ORDER.map((health) => `${HEALTH_WORDS[health]} ${counts[health]}`).join(', ')
  return (
    <span className={classes['bar']} data-known={known} role="img" aria-label={label}>
      {known &&
        all > 0 &&
        HEALTH_ORDER.filter((health) => counts[health] > 0).map((health) => (
          <span key={health} data-health={health} style={{ flexGrow: counts[health] }} />
        ))}
    </span>
  )
}
