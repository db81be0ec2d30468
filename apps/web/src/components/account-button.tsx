import { UnstyledButton } from '@mantine/core'
import type { ComponentProps, ReactElement } from 'react'

import { plainText } from '../live/words.ts'
import type { DemandProps } from '../ui/on-demand.tsx'
import classes from './rail.module.css'

export interface AccountProps {
  readonly email: string
  readonly onLogOut: () => void
}

export function AccountButton({
  email,
  onLogOut: _onLogOut,
  demand,
  ...button
}: AccountButtonProps): ReactElement {
  return (
    <UnstyledButton {...button} {...demand} className={classes['account']} aria-haspopup="menu">
      <span className="visually-hidden">Account {plainText(email)}</span>
      <span className={classes['avatar']} aria-hidden>
        {plainText(email).slice(0, 2).toUpperCase()}
      </span>
      <span className={classes['label']} aria-hidden>
        {plainText(email)}
      </span>
    </UnstyledButton>
  )
}

interface AccountButtonProps extends AccountProps, Omit<ComponentProps<'button'>, 'style'> {
  readonly demand?: DemandProps
}
