import type { Cell } from '@argus/contracts/row'
import { memo, useCallback, useSyncExternalStore, type ReactElement, type ReactNode } from 'react'

import type { ShownState } from '../../live/freshness.ts'
import type { Ghost } from '../../live/list-view.ts'
import type { LiveList } from '../../live/live-list.ts'
import type { LiveRow, Was } from '../../live/resource-store.ts'
import { nameOf } from '../../live/row-compare.ts'
import { clockTime } from '../../live/times.ts'
import { plainText } from '../../live/words.ts'
import { Icon } from '../../ui/icon.tsx'
import { StateSign, STATE_WORDS } from '../cluster-state.tsx'
import { HealthLabel } from '../health.tsx'
import { HEALTH_WORDS } from '../../live/object-history.ts'
import { Ago } from './ago.tsx'
import type { ColumnSpec } from './columns.ts'
import { Mark } from './mark.tsx'
import { CHIP_MS, MARK_MS, NEW_MS } from './marks.ts'
import type { RowForm } from './row-form.ts'
import { RowLines } from './row-lines.tsx'
import classes from './grid.module.css'

/** One row at its place. It is drawn anew only when something of it changed, and hears of that itself. */
export const GridRow = memo(ListedRow, isSame)

function ListedRow({ list, id, ...props }: GridRowProps): ReactElement | null {
  const subscribe = useCallback(
    (listener: () => void) => list.subscribeRow(id, listener),
    [list, id],
  )
  const row = useSyncExternalStore(subscribe, () => list.row(id))
  return row === undefined ? null : <Row {...props} row={row} />
}

function Row({ now: drawnAt, ...props }: RowProps): ReactElement {
  const { row, columns, state, ghost, top, index, active, open, selected, form, template } = props
  const known = state === 'live' && ghost === undefined
  const changedAt = Math.max(...row.was.map(({ at }) => at), Number.NEGATIVE_INFINITY)
  // What happened since the grid was drawn happened just now.
  const now = Math.max(drawnAt, changedAt, row.cameAt ?? 0)
  const word = ghost?.word === 'gone' ? 'Gone' : HEALTH_WORDS[row.item.health]
  const fresh = row.cameAt !== undefined && now - row.cameAt < NEW_MS
  return (
    <div
      role="row"
      tabIndex={-1}
      id={rowDomId(row.id)}
      data-id={row.id}
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-label={`${plainText(nameOf(row))}, ${known ? word : `${word}, last known`}, ${row.cluster}`}
      className={classes['row']}
      data-known={known}
      data-edge={edgeOf(ghost, known)}
      data-active={active || undefined}
      data-open={open || undefined}
      data-selected={selected || undefined}
      style={{
        transform: `translateY(${top}px)`,
        ...(form !== 'lines' && { gridTemplateColumns: template }),
      }}
    >
      {fresh && <Mark className="new" at={row.cameAt} now={now} />}
      {now - changedAt < MARK_MS && known && (
        <Mark key={changedAt} className="edge" at={changedAt} now={now} />
      )}
      {form === 'lines' ? (
        <RowLines row={row} now={now} state={state} ghost={ghost} />
      ) : (
        columns.map((column) => (
          <GridCell
            key={column.id}
            column={column}
            row={row}
            now={now}
            state={state}
            ghost={ghost}
          />
        ))
      )}
    </div>
  )
}

interface GridRowProps {
  readonly list: LiveList
  readonly id: string
  readonly columns: readonly ColumnSpec[]
  readonly state: ShownState
  readonly ghost: Ghost | undefined
  readonly top: number
  readonly index: number
  readonly active: boolean
  readonly open: boolean
  readonly selected: boolean
  readonly form: RowForm
  readonly template: string
  /** The time that marks are measured by; it alone is no reason to draw a row anew. */
  readonly now: number
}

type RowProps = Omit<GridRowProps, 'list' | 'id'> & { readonly row: LiveRow }

function isSame(before: GridRowProps, after: GridRowProps): boolean {
  return (
    before.list === after.list &&
    before.id === after.id &&
    before.columns === after.columns &&
    before.state === after.state &&
    before.ghost === after.ghost &&
    before.top === after.top &&
    before.index === after.index &&
    before.active === after.active &&
    before.open === after.open &&
    before.selected === after.selected &&
    before.form === after.form
  )
}

function GridCell({ column, row, now, state, ghost }: GridCellProps): ReactElement {
  const was = row.was.find(({ field }) => field === column.field)
  const marked = was !== undefined && now - was.at < MARK_MS && state === 'live'
  const value = column.value(row)
  return (
    <div
      role="gridcell"
      className={classes['cell']}
      data-form={column.form}
      data-column={column.id}
      data-marked={marked || undefined}
      title={titleOf(column, value, was)}
    >
      {marked && <Mark key={was.at} className="tint" at={was.at} now={now} />}
      <span className={classes['value']} dir="auto">
        <CellContent column={column} row={row} state={state} ghost={ghost} now={now} />
      </span>
    </div>
  )
}

interface GridCellProps {
  readonly column: ColumnSpec
  readonly row: LiveRow
  readonly now: number
  readonly state: ShownState
  readonly ghost: Ghost | undefined
}

function CellContent({ column, row, state, ghost, now }: GridCellProps): ReactNode {
  const value = column.value(row)
  if (ghost !== undefined && column.id === 'health' && ghost.word === 'gone')
    return (
      <>
        <Icon name="gone" /> Gone
      </>
    )
  if (ghost !== undefined && column.id === 'reason')
    return ghost.word === 'gone' ? `Gone at ${clockTime(ghost.at)}` : 'No longer matches'
  switch (column.form) {
    case 'health':
      return (
        <HealthLabel health={row.item.health} known={state === 'live' && ghost === undefined} />
      )
    case 'name':
      return (
        <>
          <span className={classes['name']}>{plainText(String(value))}</span>
          {row.cameAt !== undefined && now - row.cameAt < CHIP_MS && (
            <span className={classes['chip']} style={{ animationDelay: `${row.cameAt - now}ms` }}>
              new
            </span>
          )}
        </>
      )
    case 'cluster':
      return state === 'live' ? (
        row.cluster
      ) : (
        <span className={classes['away']} data-state={state} title={STATE_WORDS[state]}>
          <StateSign state={state} /> {row.cluster}
        </span>
      )
    case 'time':
      return typeof value === 'number' && value > 0 ? (
        <Ago at={value} word={typeof column.field === 'number' ? ' ago' : ''} />
      ) : (
        plainText(String(value ?? ''))
      )
    case 'text':
    case 'number':
    case 'mono':
      return plainText(String(value ?? ''))
  }
}

function edgeOf(ghost: Ghost | undefined, known: boolean): string | undefined {
  if (ghost !== undefined) return 'gone'
  return known ? undefined : 'away'
}

function titleOf({ form }: ColumnSpec, value: Cell, was: Was | undefined): string | undefined {
  const before =
    was === undefined
      ? ''
      : `\nwas ${was.value === null || was.value === '' ? 'empty' : plainText(String(was.value))}, ${clockTime(was.at)}`
  if (form === 'time' || form === 'health' || value === null || value === '')
    return before.trim() || undefined
  return `${plainText(String(value))}${before}`
}

/** Ids in the page may hold no character that a selector would trip over. */
export function rowDomId(id: string): string {
  return `row-${encodeURIComponent(id)}`
}
