import { Button } from '@mantine/core'
import type { ReactElement } from 'react'

import { Icon } from '../../ui/icon.tsx'
import { useCopy, type Copied } from './use-copy.ts'

/** Copies a text and says so. */
export function CopyButton({ text, label = 'Copy' }: CopyButtonProps): ReactElement {
  const { copied, copy } = useCopy(text)
  const words: Readonly<Record<Copied, string>> = {
    no: label,
    yes: 'Copied',
    failed: 'The browser refused',
  }
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<Icon name={copied === 'yes' ? 'check' : 'copy'} size={14} />}
      onClick={copy}
    >
      {words[copied]}
    </Button>
  )
}

interface CopyButtonProps {
  /** What is copied, or what makes it when it is asked for. */
  readonly text: string | (() => string | Promise<string>)
  readonly label?: string
}
