import type { Health } from '@argus/contracts/row'
import { useEffect, useState, type RefObject } from 'react'

import type { ListView } from '../live/list-view.ts'
import type { LiveList } from '../live/live-list.ts'
import { nameOf, namespaceOf } from '../live/row-compare.ts'
import type { Actions } from './commands/registry.ts'
import { useCommands } from './commands/use-commands.ts'
import type { ListAddress } from './use-list-address.ts'

/** Where the reader is in a list, and what walking and opening do. */
export interface Walk {
  readonly active: string | undefined
  /** The id of the row that is open. */
  readonly openId: string | undefined
  /** It was opened by a key: the focus goes along. */
  readonly byKey: boolean
  readonly goTo: (id: string) => void
  readonly open: (id: string, by: 'key' | 'pointer') => void
  readonly step: (by: number) => void
  readonly close: () => void
}

interface WalkParts {
  readonly address: ListAddress
  readonly list: LiveList
  readonly view: ListView
  readonly field: RefObject<HTMLInputElement | null>
  readonly grid: RefObject<HTMLDivElement | null>
  /** Rows are selected: nothing moves under a choice. */
  readonly choosing: boolean
  /** What else can be done with the list. */
  readonly actions: Actions
}

export function useWalk({ address, list, view, field, grid, choosing, actions }: WalkParts): Walk {
  const { open: object, query } = address
  const [active, setActive] = useState<string>()
  const [byKey, setByKey] = useState(false)
  const isOpen = object !== undefined
  const kept = isOpen || choosing
  useEffect(() => list.keepPlaces(kept), [list, kept])

  const open = (id: string, by: 'key' | 'pointer') => {
    const row = list.row(id)
    if (row === undefined) return
    setActive(id)
    setByKey(by === 'key')
    list.active()
    address.setOpen({ cluster: row.cluster, namespace: namespaceOf(row), name: nameOf(row) })
  }
  const goTo = (id: string) => {
    setActive(id)
    if (isOpen) open(id, 'pointer')
  }
  const openId = object && `${object.cluster}/${object.namespace}/${object.name}`
  const step = (by: number) => {
    const from = view.ids.indexOf(openId ?? active ?? '')
    const id = view.ids[Math.max(0, Math.min(view.ids.length - 1, from + by))]
    if (id === undefined) return
    goTo(id)
    if (!isOpen) grid.current?.focus()
  }
  const close = () => {
    address.setOpen(undefined)
    grid.current?.focus()
  }
  // Beside an open object the digits are its tabs.
  const only = (health: Health) =>
    isOpen
      ? undefined
      : () => address.setQuery({ ...query, health: query.health[0] === health ? [] : [health] })
  useCommands({
    find: () => field.current?.focus(),
    sort: () => list.sortNow(),
    failed: only('Failed'),
    'in-progress': only('InProgress'),
    terminating: only('Terminating'),
    unknown: only('Unknown'),
    current: only('Current'),
    next: () => step(1),
    previous: () => step(-1),
    close: isOpen ? close : undefined,
    ...actions,
  })
  return { active, openId, byKey, goTo, open, step, close }
}
