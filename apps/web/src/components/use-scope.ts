import { useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'

import { listOf } from '../search.ts'

/** The clusters that the address chooses, on whatever page; none chosen means all. */
export function useScope(): {
  readonly text: string | undefined
  readonly scope: readonly string[]
} {
  const text = useSearch({ strict: false, select: ({ clusters }) => clusters })
  const scope = useMemo(() => listOf(text), [text])
  return { text, scope }
}
