import type { ReactElement } from 'react'

import { total, type HealthCounts } from '../../live/tally.ts'
import { count } from '../../live/words.ts'
import { HealthBar } from '../health.tsx'
import classes from './plugin.module.css'

/** What stands above `HealthCells`. */
export function HealthHeads(): ReactElement {
  return (
    <>
      <th scope="col" className={classes['share']}>
        By health
      </th>
      {['Failed', 'In progress', 'Unknown', 'Objects'].map((title) => (
        <th key={title} scope="col" className={classes['right']}>
          {title}
        </th>
      ))}
    </>
  )
}

/** Objects by health as a bar and in numbers: cells of a table's row. */
export function HealthCells({ counts, known, answered, link }: HealthCellsProps): ReactElement {
  const cell = (health: 'Failed' | 'InProgress' | 'Unknown') => {
    const value = counts[health]
    const text = answered ? count(value) : '–'
    return (
      <td className={classes['right']} data-health={known && value > 0 ? health : undefined}>
        {value > 0 && link !== undefined ? link(health, text) : text}
      </td>
    )
  }
  return (
    <>
      <td className={classes['share']}>
        <HealthBar counts={counts} known={known} />
      </td>
      {cell('Failed')}
      {cell('InProgress')}
      {cell('Unknown')}
      <td className={classes['right']}>{answered ? count(total(counts)) : '–'}</td>
    </>
  )
}

interface HealthCellsProps {
  readonly counts: HealthCounts
  readonly known: boolean
  /** Before, a zero would be a guess. */
  readonly answered: boolean
  /** Makes a number lead to its objects. */
  readonly link?: (health: 'Failed' | 'InProgress' | 'Unknown', text: string) => ReactElement
}
