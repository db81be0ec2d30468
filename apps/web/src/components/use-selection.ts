import { useMemo, useState } from 'react'

import type { ListView } from '../live/list-view.ts'
import type { LiveList } from '../live/live-list.ts'
import type { LiveRow } from '../live/resource-store.ts'

/** The rows that a reader has chosen. */
export interface Selection {
  readonly ids: ReadonlySet<string>
  readonly rows: () => readonly LiveRow[]
  /** Chooses a row or lets it go; `extend`: everything from the row before to it. */
  readonly select: (id: string, extend: boolean) => void
  readonly clear: () => void
}

/** What leaves the list leaves the selection. */
export function useSelection(list: LiveList, view: ListView): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(NOTHING)
  const [last, setLast] = useState<string>()
  const ids = useMemo(() => {
    if (chosen.size === 0) return NOTHING
    return new Set(view.ids.filter((id) => chosen.has(id) && !view.ghosts.has(id)))
  }, [chosen, view])
  return {
    ids,
    rows: () => view.ids.flatMap((id) => (ids.has(id) ? (list.row(id) ?? []) : [])),
    select: (id, extend) => {
      const next = new Set(ids)
      const [from, to] = [view.ids.indexOf(last ?? id), view.ids.indexOf(id)]
      if (extend && from >= 0)
        for (const one of view.ids.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(one)
      else if (!next.delete(id)) next.add(id)
      setLast(id)
      setChosen(next)
    },
    clear: () => setChosen(NOTHING),
  }
}

const NOTHING: ReadonlySet<string> = new Set()
