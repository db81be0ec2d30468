import { useState } from 'react'

/** Whether a text was copied. */
export type Copied = 'no' | 'yes' | 'failed'

/** Copies a text, or what makes one when it is asked for. */
export function useCopy(text: string | (() => string | Promise<string>)): {
  readonly copied: Copied
  readonly copy: () => void
} {
  const [copied, setCopied] = useState<Copied>('no')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : await text())
      setCopied('yes')
    } catch {
      setCopied('failed') // browsers keep the clipboard from pages on plain http
    }
  }
  return { copied, copy: () => void copy() }
}
