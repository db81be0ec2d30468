import type { ReactElement } from 'react'

import { counted } from '../../../live/words.ts'
import { Icon } from '../../../ui/icon.tsx'
import type { Step } from './role-draft.ts'
import classes from './role.module.css'

/** What saving would bring about. */
export function Meaning({ steps, changes }: MeaningProps): ReactElement | null {
  if (steps.length === 0) return null
  return (
    <ul className={classes['meaning']}>
      <li>
        <Icon name="pulse" size={15} />
        <span>
          <b>Takes effect within 2 seconds.</b> Lists that may no longer be seen close and say why;
          others gain rows without a reload.
        </span>
      </li>
      <li>
        <Icon name="bookmark" size={15} />
        <span>
          {counted(changes, 'change')} in {counted(steps.length, 'line')} of the audit log.
        </span>
      </li>
    </ul>
  )
}

interface MeaningProps {
  readonly steps: readonly Step[]
  readonly changes: number
}
