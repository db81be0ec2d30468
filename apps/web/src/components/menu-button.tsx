import { UnstyledButton } from '@mantine/core'
import type { ComponentProps, ReactElement } from 'react'

import { Icon } from '../ui/icon.tsx'
import type { DemandProps } from '../ui/on-demand.tsx'
import classes from './page-header.module.css'

/** Where the rail has no room, the way to it. */
export function MenuButton({ demand, ...button }: MenuButtonProps): ReactElement {
  return (
    <UnstyledButton
      {...button}
      {...demand}
      className={classes['menu']}
      aria-label="Menu"
      aria-haspopup="dialog"
    >
      <Icon name="menu" size={20} />
    </UnstyledButton>
  )
}

interface MenuButtonProps extends Omit<ComponentProps<'button'>, 'style'> {
  readonly demand?: DemandProps
}
