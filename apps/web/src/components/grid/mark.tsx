import type { ReactElement } from 'react'

import classes from './grid.module.css'

/**
 * A mark that fades by itself. Its delay is its age, so that it neither restarts nor depends on when it was drawn: one
 * for a later change is another mark, told apart by a key.
 */
export function Mark({ className, at, now }: MarkProps): ReactElement {
  return (
    <span aria-hidden className={classes[className]} style={{ animationDelay: `${at - now}ms` }} />
  )
}

interface MarkProps {
  readonly className: 'new' | 'edge' | 'tint'
  readonly at: number
  readonly now: number
}
