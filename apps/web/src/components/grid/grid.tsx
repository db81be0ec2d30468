import { createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import {
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
import type { LiveList, ListView } from '../../live/live-list.ts'
import type { LiveRow } from '../../live/resource-store.ts'
import type { SortKey } from '../../live/row-compare.ts'
import { useSecond } from '../../live/second.ts'
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
  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoised by a compiler
  const virtual = useVirtualizer({
    count: view.ids.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => height,
    overscan: 6,
    scrollPaddingStart: HEAD_HEIGHTS[form],
    getItemKey: (index) => view.ids[index] ?? index,
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
  const data = useMemo(
    () => shown.flatMap(({ index }) => list.row(view.ids[index] ?? '') ?? []),
    [shown, view, list],
  )
  const table = useTable({
    features,
    columns: useMemo(() => definitions(columns), [columns]),
    data,
    getRowId: ({ id }) => id,
  })
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
          headers={table.getHeaderGroups().flatMap(({ headers }) => headers.map(({ id }) => id))}
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
        {table.getRowModel().rows.map(({ original }, position) => {
          const item = shown[position]
          if (item === undefined) return null
          return (
            <GridRow
              key={original.id}
              row={original}
              columns={columns}
              state={stateOf(original.cluster)}
              ghost={view.ghosts.get(original.id)}
              top={item.start}
              index={item.index}
              active={original.id === active}
              open={original.id === open}
              selected={selected.has(original.id)}
              form={form}
              template={template}
              now={Math.max(second, view.builtAt)}
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
  const remember = useEffectEvent((element: HTMLDivElement) => {
    const id = anchor() ?? ids[Math.round(element.scrollTop / height)]
    const index = id === undefined ? -1 : ids.indexOf(id)
    before.current = id === undefined || index < 0 ? undefined : { id, index }
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
    element?.addEventListener('scroll', onScroll, { passive: true })
    return () => element?.removeEventListener('scroll', onScroll)
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
  const move = MOVES[event.key]
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === 'Enter' && active !== undefined) {
    event.preventDefault()
    props.onOpen(active, 'key')
    return
  }
  if (SELECT.has(event.key) && active !== undefined) {
    event.preventDefault()
    props.onSelect(active, event.shiftKey)
    return
  }
  if (move === undefined) return
  event.preventDefault()
  list.active()
  const index = move(active === undefined ? -1 : view.ids.indexOf(active), view.ids.length - 1)
  const id = view.ids[index]
  if (id === undefined) return
  props.onActive(id)
  scrollTo(index)
}

const SELECT: ReadonlySet<string> = new Set(['x', 'X', ' '])

const MOVES: Readonly<Record<string, (index: number, last: number) => number>> = {
  j: (index, last) => Math.min(last, index + 1),
  ArrowDown: (index, last) => Math.min(last, index + 1),
  k: (index) => Math.max(0, index - 1),
  ArrowUp: (index) => Math.max(0, index - 1),
  PageDown: (index, last) => Math.min(last, index + 20),
  PageUp: (index) => Math.max(0, index - 20),
  Home: () => 0,
  End: (_, last) => last,
}

function idAt({ target }: Pick<PointerEvent, 'target'>): string | undefined {
  return target instanceof Element
    ? (target.closest('[data-id]')?.getAttribute('data-id') ?? undefined)
    : undefined
}

const features = tableFeatures({})
const helper = createColumnHelper<typeof features, LiveRow>()

/** Columns as the table knows them: it keeps headers and rows together, the marks of cells are ours. */
function definitions(columns: readonly ColumnSpec[]) {
  return helper.columns(
    columns.map(({ id, title, value }) => helper.accessor(value, { id, header: title })),
  )
}
