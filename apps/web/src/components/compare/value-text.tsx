import type { ReactElement } from 'react'

import { plainText } from '../../live/words.ts'

/** A value on one line, or that there is none. */
export function ValueText({ value, most = 60 }: ValueTextProps): ReactElement {
  if (value === undefined) return <em>not set</em>
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return (
    <bdi title={plainText(text.slice(0, LONGEST))}>
      {plainText(text.length > most ? `${text.slice(0, most)}…` : text)}
    </bdi>
  )
}

interface ValueTextProps {
  readonly value: unknown
  /** How many characters are shown. */
  readonly most?: number
}

const LONGEST = 2_000
