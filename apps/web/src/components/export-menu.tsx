import { Button, Menu } from '@mantine/core'
import type { ReactElement, RefObject } from 'react'

import type { ExportFormat } from '../live/export-rows.ts'
import { counted } from '../live/words.ts'
import { Icon } from '../ui/icon.tsx'
import classes from './column-menu.module.css'

/** The rows as a file. */
export function ExportMenu({ rows, target, onExport }: ExportMenuProps): ReactElement {
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <Button
          ref={target}
          size="compact-sm"
          variant="default"
          aria-label="Export"
          className={classes['icons'] ?? ''}
          leftSection={<Icon name="download" size={14} />}
        >
          <span className={classes['word']}>Export</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes['menu'] ?? ''}>
        <Menu.Label>{counted(rows, 'row')} as shown</Menu.Label>
        {(['csv', 'json', 'yaml'] as const).map((format) => (
          <Menu.Item key={format} onClick={() => onExport(format)}>
            {format.toUpperCase()}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

interface ExportMenuProps {
  readonly rows: number
  /** The button, for the key that opens it. */
  readonly target: RefObject<HTMLButtonElement | null>
  readonly onExport: (format: ExportFormat) => void
}
