import { UnstyledButton } from '@mantine/core'
import { useState, type ReactElement } from 'react'

import classes from './summary.module.css'

/** A text of which some lines are shown, and the rest when asked for. */
export function Folded({ text, lines = 3 }: FoldedProps): ReactElement {
  const [open, setOpen] = useState(false)
  const long = text.length > lines * LINE || text.split('\n').length > lines
  if (!long) return <span className={classes['value']}>{text}</span>
  return (
    <>
      <span className={classes['value']} data-folded={open ? undefined : lines}>
        {text}
      </span>
      <UnstyledButton
        className={classes['more']}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {open ? 'Show less' : 'Show all'}
      </UnstyledButton>
    </>
  )
}

interface FoldedProps {
  readonly text: string
  /** How many stay. */
  readonly lines?: 3 | 20
}

/** About what a line of a drawer holds. */
const LINE = 60
