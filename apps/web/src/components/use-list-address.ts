import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'

import type { ListQuery } from '../live/list-query.ts'
import {
  listOf,
  readListSearch,
  readOpen,
  writeList,
  writeOpen,
  writeSort,
  type OpenObject,
} from '../search.ts'
import { readTab, writeTab, type ObjectTab } from './object/object-tab.ts'

/** How close rows stand. */
export type Density = 'compact' | 'comfortable'

/** What the address of a list says, and how it is changed: nothing that changes what is seen is kept elsewhere. */
export interface ListAddress {
  readonly query: ListQuery
  readonly setQuery: (query: ListQuery) => void
  readonly density: Density
  readonly setDensity: (density: Density) => void
  /** Sentences about what the address asks for and does not exist. */
  readonly ignored: readonly string[]
  /** Names of the columns that were chosen; none where nobody chose. */
  readonly chosen: readonly string[]
  readonly setChosen: (names: readonly string[]) => void
  readonly open: OpenObject | undefined
  /** Opening goes forward in the history, walking on does not. */
  readonly setOpen: (object: OpenObject | undefined) => void
  readonly tab: ObjectTab
  readonly setTab: (tab: ObjectTab) => void
  /** The clusters as the address writes them: links carry them along. */
  readonly scope: string | undefined
}

/** `columns`: names of the kind's own columns. */
export function useListAddress(columns: readonly string[]): ListAddress {
  const search = useSearch({ from: '/shell/r/$group/$resource' })
  const navigate = useNavigate({ from: '/r/$group/$resource' })
  const { query, ignored } = useMemo(() => readListSearch(search, columns), [search, columns])
  const chosen = useMemo(() => listOf(search.cols), [search.cols])
  const open = useMemo(() => readOpen(search.open), [search.open])
  return {
    query,
    density: search.density === 'comfortable' ? 'comfortable' : 'compact',
    setDensity: (density) => {
      const said = { density: density === 'compact' ? undefined : density }
      void navigate({ search: (old) => ({ ...old, ...said }), replace: true })
    },
    ignored,
    chosen,
    open,
    tab: readTab(search.tab),
    scope: search.clusters,
    setQuery: (next) => {
      const said = {
        q: next.text || undefined,
        health: writeList(next.health),
        ns: writeList(next.namespaces),
        clusters: writeList(next.clusters),
        sort: writeSort(next.sort, columns),
      }
      // Each letter typed is no place to go back to.
      const replace = next.text !== query.text
      void navigate({ search: (old) => ({ ...old, ...said }), replace })
    },
    setChosen: (names) => {
      const said = { cols: writeList(names) }
      void navigate({ search: (old) => ({ ...old, ...said }), replace: true })
    },
    setOpen: (object) => {
      const said =
        object === undefined ? { open: undefined, tab: undefined } : { open: writeOpen(object) }
      const replace = object !== undefined && open !== undefined
      void navigate({ search: (old) => ({ ...old, ...said }), replace })
    },
    setTab: (tab) => {
      const said = { tab: writeTab(tab) }
      void navigate({ search: (old) => ({ ...old, ...said }), replace: true })
    },
  }
}
