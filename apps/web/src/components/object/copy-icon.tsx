import { ActionIcon } from '@mantine/core'
import type { ReactElement, Ref } from 'react'

import { Icon, type IconName } from '../../ui/icon.tsx'
import classes from './object.module.css'
import { useCopy } from './use-copy.ts'

/** A small button that copies a text and says so. */
export function CopyIcon({ text, label, icon = 'copy', target }: CopyIconProps): ReactElement {
  const { copied, copy } = useCopy(text)
  const words = { no: label, yes: 'Copied', failed: 'The browser refused' }[copied]
  return (
    <ActionIcon
      ref={target}
      variant="subtle"
      color="gray"
      className={classes['button'] ?? ''}
      aria-label={words}
      title={words}
      onClick={copy}
    >
      <Icon name={copied === 'yes' ? 'check' : icon} />
    </ActionIcon>
  )
}

interface CopyIconProps {
  readonly text: string | (() => string)
  readonly label: string
  readonly icon?: IconName
  readonly target?: Ref<HTMLButtonElement>
}
