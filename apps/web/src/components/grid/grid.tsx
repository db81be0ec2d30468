import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import {
  useCallback,
  useEffectEvent,
  useLayoutEffect,
  useMemo,
  useRef,
  type KeyboardEvent,
  type PointerEvent,
  type ReactElement,
  type RefObject,
} from 'react'

import type { ShownState } from '../../live/freshness.ts'
import type { ListView } from '../../live/list-view.ts'
import type { LiveList } from '../../live/live-list.ts'
import type { SortKey } from '../../live/row-compare.ts'
import { useSecond } from '../../live/second.ts'
import { commandOf, type CommandId } from '../commands/commands.ts'
import { MAC } from '../commands/key-hint.tsx'
import { keyName } from '../commands/key-step.ts'
import { GridHead } from './grid-head.tsx'
import { GridRow, rowDomId } from './grid-row.tsx'
import classes from './grid.module.css'
import type { ColumnSpec } from './columns.ts'
import { HEAD_HEIGHTS, ROW_HEIGHTS, type RowForm } from './row-form.ts'

export interface GridProps {
  /** The grid itself, for whoever gives it the focus. */
  readonly ref: RefObject<HTMLDivElement | null>
  readonly label: string
  readonly list: LiveList
  readonly view: ListView
  readonly columns: readonly ColumnSpec[]
  readonly sort: readonly SortKey[]
  readonly onSort: (keys: readonly SortKey[]) => void
  readonly stateOf: (cluster: string) => ShownState
  readonly active: string | undefined
  readonly onActive: (id: string) => void
  readonly open: string | undefined
  readonly onOpen: (id: string, by: 'key' | 'pointer') => void
  readonly onShown: (rows: number) => void
  readonly form: RowForm
  readonly selected: ReadonlySet<string>
  /** `extend`: with everything from the row before. */
  readonly onSelect: (id: string, extend: boolean) => void
}

/** The rows of a list. Only what is on the screen is in the page; the row in hand keeps its pixel. */
export function Grid(props: GridProps): ReactElement {
  const {
    list,
    view,
    columns,
    active,
    open,
    stateOf,
    label,
    sort,
    onSort,
    onShown,
    form,
    selected,
    ref: scroll,
  } = props
  const height = ROW_HEIGHTS[form]
  const second = useSecond()
  const hovered = useRef<string | undefined>(undefined)
  const activeIndex = active === undefined ? -1 : view.ids.indexOf(active)
  // Where these are others every row is measured anew, be it one of fifty thousand.
  const { ids } = view
  const getItemKey = useCallback((index: number) => ids[index] ?? index, [ids])
  const estimateSize = useCallback(() => height, [height])
  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoised by a compiler
  const virtual = useVirtualizer({
    count: view.ids.length,
    getScrollElement: () => scroll.current,
    estimateSize,
    overscan: 6,
    scrollPaddingStart: HEAD_HEIGHTS[form],
    getItemKey,
    // The row in focus is never taken out of the page: a screen reader would lose its place.
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range)
      return activeIndex < 0 || indexes.includes(activeIndex) ? indexes : [...indexes, activeIndex]
    },
  })
  useLayoutEffect(() => virtual.measure(), [virtual, height])
  useKeptPixel({ scroll, height, ids: view.ids, anchor: () => hovered.current ?? active })
  const shown = virtual.getVirtualItems()
  const template = useMemo(() => columns.map(({ width }) => width).join(' '), [columns])
  const least =
    form === 'lines' ? undefined : columns.reduce((sum, column) => sum + column.least, 16)
  const onScreen = Math.min(
    view.ids.length,
    Math.floor(((virtual.scrollRect?.height ?? 0) - HEAD_HEIGHTS[form]) / height),
  )
  useLayoutEffect(() => onShown(Math.max(0, onScreen)), [onShown, onScreen])

  return (
    <div
      ref={scroll}
      className={classes['grid']}
      role="grid"
      data-form={form}
      aria-multiselectable
      tabIndex={0}
      aria-label={label}
      aria-rowcount={view.ids.length + 1}
      aria-activedescendant={active === undefined ? undefined : rowDomId(active)}
      onKeyDown={(event) => onKey(event, props, (index) => virtual.scrollToIndex(index))}
      // With Shift the browser would take hold of text.
      onMouseDown={(event) => {
        if (event.shiftKey) event.preventDefault()
      }}
      onPointerMove={(event) => {
        hovered.current = idAt(event)
        list.pin(hovered.current)
        list.active()
      }}
      onPointerLeave={() => {
        hovered.current = undefined
        list.pin(undefined)
      }}
      onClick={(event) => {
        const id = idAt(event)
        if (id === undefined) return
        if (event.shiftKey || event.metaKey || event.ctrlKey) props.onSelect(id, event.shiftKey)
        else props.onOpen(id, 'pointer')
      }}
    >
      {form !== 'lines' && (
        <GridHead
          columns={columns}
          sort={sort}
          onSort={onSort}
          style={{ gridTemplateColumns: template, minWidth: least }}
        />
      )}
      <div
        role="rowgroup"
        className={classes['body']}
        style={{ height: virtual.getTotalSize(), minWidth: least }}
      >
        {shown.map(({ index, start }) => {
          const id = ids[index]
          const row = id === undefined ? undefined : list.row(id)
          if (id === undefined || row === undefined) return null
          return (
            <GridRow
              key={id}
              id={id}
              list={list}
              columns={columns}
              state={stateOf(row.cluster)}
              ghost={view.ghosts.get(id)}
              top={start}
              index={index}
              active={id === active}
              open={id === open}
              selected={selected.has(id)}
              form={form}
              template={template}
              now={Math.max(second, list.takenAt)}
            />
          )
        })}
      </div>
    </div>
  )
}

/** Rows that come or go above the row in hand move the scroll, not the row. */
function useKeptPixel({ scroll, height, ids, anchor }: KeptPixel): void {
  const before = useRef<{ id: string; index: number } | undefined>(undefined)
  // While one scrolls over tens of thousands of rows it nearly always is where it was.
  const at = (id: string): number => {
    const known = before.current?.index ?? -1
    return ids[known] === id ? known : ids.indexOf(id)
  }
  const remember = useEffectEvent((element: HTMLDivElement) => {
    const anchored = anchor()
    const index = anchored === undefined ? Math.round(element.scrollTop / height) : at(anchored)
    const id = ids[index]
    before.current = id === undefined ? undefined : { id, index }
  })
  useLayoutEffect(() => {
    const element = scroll.current
    const held = before.current
    if (element === null) return
    const index = held === undefined ? -1 : ids.indexOf(held.id)
    if (held !== undefined && index >= 0 && index !== held.index && element.scrollTop > 0)
      element.scrollTo({ top: element.scrollTop + (index - held.index) * height })
    remember(element)
  }, [scroll, height, ids])
  useLayoutEffect(() => {
    const element = scroll.current
    const onScroll = () => {
      if (element !== null) remember(element)
    }
    // Before the rows that come are drawn: afterwards to ask where one is would lay them out then and there.
    element?.addEventListener('scroll', onScroll, { passive: true, capture: true })
    return () => element?.removeEventListener('scroll', onScroll, { capture: true })
  }, [scroll])
}

interface KeptPixel {
  readonly scroll: RefObject<HTMLDivElement | null>
  /** Of a row, in pixels. */
  readonly height: number
  readonly ids: readonly string[]
  readonly anchor: () => string | undefined
}

function onKey(event: KeyboardEvent, props: GridProps, scrollTo: (index: number) => void): void {
  const { view, active, list } = props
  const name = keyName(event, MAC)
  // With Shift a letter is a capital, and means the same.
  const command = ROW_COMMANDS.find((id) => commandOf(id).keys.some((key) => key === lower(name)))
  if (command === 'open' || command === 'select') {
    if (active === undefined) return
    event.preventDefault()
    if (command === 'open') props.onOpen(active, 'key')
    else props.onSelect(active, event.shiftKey)
    return
  }
  if (command === undefined) return
  const move = MOVES[command]
  event.preventDefault()
  list.active()
  const index = move(active === undefined ? -1 : view.ids.indexOf(active), view.ids.length - 1)
  const id = view.ids[index]
  if (id === undefined) return
  props.onActive(id)
  scrollTo(index)
}

function lower(key: string | undefined): string | undefined {
  return key?.length === 1 ? key.toLowerCase() : key
}

const MOVES = {
  next: (index: number, last: number) => Math.min(last, index + 1),
  previous: (index: number) => Math.max(0, index - 1),
  'page-down': (index: number, last: number) => Math.min(last, index + 20),
  'page-up': (index: number) => Math.max(0, index - 20),
  first: () => 0,
  last: (_: number, last: number) => last,
} satisfies Partial<Record<CommandId, (index: number, last: number) => number>>

const ROW_COMMANDS = [
  'open',
  'select',
  'next',
  'previous',
  'page-down',
  'page-up',
  'first',
  'last',
] as const satisfies readonly CommandId[]

function idAt({ target }: Pick<PointerEvent, 'target'>): string | undefined {
  return target instanceof Element
    ? (target.closest('[data-id]')?.getAttribute('data-id') ?? undefined)
    : undefined
}
