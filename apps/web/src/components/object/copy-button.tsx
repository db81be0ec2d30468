import { Button } from '@mantine/core'
import { useState, type ReactElement } from 'react'

import { Icon } from '../../ui/icon.tsx'

/** Copies a text and says so. */
export function CopyButton({
  text,
  label = 'Copy',
}: {
  readonly text: string
  readonly label?: string
}): ReactElement {
  const [copied, setCopied] = useState<'no' | 'yes' | 'failed'>('no')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied('yes')
    } catch {
      setCopied('failed') // browsers keep the clipboard from pages on plain http
    }
  }
  const words = { no: label, yes: 'Copied', failed: 'The browser refused' }
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<Icon name={copied === 'yes' ? 'check' : 'copy'} size={14} />}
      onClick={() => void copy()}
    >
      {words[copied]}
    </Button>
  )
}
