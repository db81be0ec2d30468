import type { CSSProperties, MouseEvent, ReactElement } from 'react'

import type { SortKey } from '../../live/row-compare.ts'
import { Icon } from '../../ui/icon.tsx'
import type { ColumnSpec } from './columns.ts'
import classes from './grid.module.css'

/** The headings; a click sorts, with Shift as a further order. */
export function GridHead({ columns, sort, onSort, style }: GridHeadProps): ReactElement {
  return (
    <div role="rowgroup">
      <div role="row" className={classes['head']} style={style}>
        {columns.map((column) => {
          const rank = sort.findIndex(({ field }) => field === column.sort)
          const key = sort[rank]
          return (
            <button
              key={column.id}
              type="button"
              role="columnheader"
              className={classes['heading']}
              data-form={column.form}
              aria-sort={ariaSort(key)}
              tabIndex={-1}
              onClick={(event) => onSort(nextSort(sort, column, event))}
            >
              {column.title}
              {key !== undefined && (
                <Icon name={key.descending ? 'arrow-down' : 'arrow-up'} size={13} />
              )}
              {key !== undefined && sort.length > 1 && (
                <span aria-hidden className={classes['rank']}>
                  {rank + 1}
                </span>
              )}
            </button>
          )
        })}
      </div>
    </div>
  )
}

interface GridHeadProps {
  readonly columns: readonly ColumnSpec[]
  readonly sort: readonly SortKey[]
  readonly onSort: (keys: readonly SortKey[]) => void
  readonly style: CSSProperties
}

function nextSort(
  sort: readonly SortKey[],
  { sort: field }: ColumnSpec,
  { shiftKey }: Pick<MouseEvent, 'shiftKey'>,
): readonly SortKey[] {
  const known = sort.find((key) => key.field === field)
  const next: SortKey = { field, descending: known !== undefined && !known.descending }
  if (!shiftKey) return [next]
  return known === undefined ? [...sort, next] : sort.map((key) => (key === known ? next : key))
}

function ariaSort(key: SortKey | undefined): 'ascending' | 'descending' | 'none' {
  if (key === undefined) return 'none'
  return key.descending ? 'descending' : 'ascending'
}
