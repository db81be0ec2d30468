import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'

import { MAX_LENGTH, type FilterName, type ServerFilter } from '../live/server-filter.ts'

/** The filters in the address that the gateway answers. */
export function useServerFilter(): {
  readonly filter: ServerFilter
  readonly setFilter: (filter: ServerFilter) => void
  /** Sentences about what was left out. */
  readonly ignored: readonly string[]
} {
  const { labels: ofLabels = '', cel: ofCel = '' } = useSearch({
    from: '/shell/r/$group/$resource',
  })
  const navigate = useNavigate({ from: '/r/$group/$resource' })
  const filter = useMemo(
    () => ({ labels: kept('labels', ofLabels), cel: kept('cel', ofCel) }),
    [ofLabels, ofCel],
  )
  return {
    filter,
    setFilter: ({ labels, cel }) => {
      const said = { labels: labels || undefined, cel: cel || undefined }
      void navigate({ search: (old) => ({ ...old, ...said }) })
    },
    ignored: [...tooLong('labels', ofLabels), ...tooLong('cel', ofCel)],
  }
}

function kept(name: FilterName, text: string): string {
  return text.length > MAX_LENGTH[name] ? '' : text.trim()
}

function tooLong(name: FilterName, text: string): readonly string[] {
  if (text.length <= MAX_LENGTH[name]) return []
  return [
    `The link asked for ${name} of more than ${MAX_LENGTH[name]} characters. That was ignored.`,
  ]
}
