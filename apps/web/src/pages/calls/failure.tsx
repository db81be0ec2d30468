import type { ReactElement } from 'react'

import { Icon } from '../../ui/icon.tsx'
import classes from './failure.module.css'

/** Why something was not done, told at once to whoever listens. */
export function Failure({
  children,
}: {
  readonly children: string | undefined
}): ReactElement | null {
  if (children === undefined) return null
  return (
    <p role="alert" className={classes['failure']}>
      <Icon name="failed" />
      {children}
    </p>
  )
}
