import { Button, Menu } from '@mantine/core'
import type { ReactElement, RefObject } from 'react'

import { Icon } from '../ui/icon.tsx'
import classes from './column-menu.module.css'
import type { ColumnSpec } from './grid/columns.ts'
import { isFixed, toggled } from './grid/shown-columns.ts'

/** Which columns a list shows. It stays open while one chooses. */
export function ColumnMenu({ all, shown, target, onChoose }: ColumnMenuProps): ReactElement {
  return (
    <Menu position="bottom-end" withinPortal={false} closeOnItemClick={false}>
      <Menu.Target>
        <Button
          ref={target}
          size="compact-sm"
          variant="default"
          aria-label={`Columns ${shown.length} of ${all.length} shown`}
          leftSection={<Icon name="columns" size={14} />}
        >
          <span className={classes['word']}>Columns</span>{' '}
          <span className={classes['count']}>
            {shown.length} of {all.length}
          </span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes['menu'] ?? ''}>
        {all
          .filter((column) => !isFixed(column))
          .map((column) => (
            <Menu.CheckboxItem
              key={column.id}
              checked={shown.includes(column)}
              onChange={() => onChoose(toggled(all, shown, column.name))}
            >
              {column.title}
            </Menu.CheckboxItem>
          ))}
      </Menu.Dropdown>
    </Menu>
  )
}

interface ColumnMenuProps {
  readonly all: readonly ColumnSpec[]
  readonly shown: readonly ColumnSpec[]
  /** The button, for the key that opens it. */
  readonly target: RefObject<HTMLButtonElement | null>
  /** Gets the names to keep in the address. */
  readonly onChoose: (names: readonly string[]) => void
}
