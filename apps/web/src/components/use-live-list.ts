import type { TopicShape } from '@argus/contracts/record'
import { useLayoutEffect, useMemo, useState, useSyncExternalStore } from 'react'

import type { ListQuery } from '../live/list-query.ts'
import type { ListView } from '../live/list-view.ts'
import { LiveList } from '../live/live-list.ts'
import type { TopicStore } from '../live/topic-store.ts'
import { columnsOf, type ColumnSpec } from './grid/columns.ts'

/** A list over a store, kept for as long as the store is the same. */
export function useLiveList(
  store: TopicStore,
  query: ListQuery,
): { readonly list: LiveList; readonly view: ListView } {
  const [first] = useState(query)
  const list = useMemo(() => new LiveList(store, first), [store, first])
  const view = useSyncExternalStore(list.subscribe, list.view)
  useLayoutEffect(() => list.setQuery(query), [list, query])
  return { list, view }
}

/** Columns for a shape, their widths from the first rows that came: later rows do not move them. */
export function useColumns(
  shape: TopicShape | undefined,
  store: TopicStore,
): readonly ColumnSpec[] {
  const slices = [...store.state().clusters.values()]
  const key = `${shape?.hash} ${slices.some(({ rows }) => rows.size > 0)}`
  const [kept, setKept] = useState({ key: '', columns: NONE })
  if (kept.key === key) return kept.columns
  const sample = slices.flatMap(({ rows }) => [...rows.values()].slice(0, SAMPLE))
  const columns = columnsOf(shape, sample)
  setKept({ key, columns })
  return columns
}

const NONE: readonly ColumnSpec[] = []
const SAMPLE = 100
