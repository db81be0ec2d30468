import { Button, Menu } from '@mantine/core'
import type { ReactElement } from 'react'

import type { SortKey } from '../live/row-compare.ts'
import { Icon } from '../ui/icon.tsx'
import classes from './column-menu.module.css'
import type { ColumnSpec } from './grid/columns.ts'

/** The order of a list where it has no headings to click on. */
export function SortMenu({ columns, sort, onSort }: SortMenuProps): ReactElement {
  const [first] = sort
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <Button size="compact-sm" variant="default" aria-label="Sort">
          <Icon name="sort" size={16} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes['menu'] ?? ''}>
        {columns.map(({ id, title, sort: field }) => {
          const current = first?.field === field ? first : undefined
          const descending = current !== undefined && !current.descending
          return (
            <Menu.Item
              key={id}
              rightSection={
                current && <Icon name={current.descending ? 'arrow-down' : 'arrow-up'} size={14} />
              }
              onClick={() => onSort([{ field, descending }])}
            >
              {title}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}

interface SortMenuProps {
  readonly columns: readonly ColumnSpec[]
  readonly sort: readonly SortKey[]
  readonly onSort: (keys: readonly SortKey[]) => void
}
