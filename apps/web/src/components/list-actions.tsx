import { Button } from '@mantine/core'
import type { ReactElement, RefObject } from 'react'

import type { Freshness } from '../live/freshness.ts'
import type { ListView } from '../live/list-view.ts'
import type { LiveList } from '../live/live-list.ts'
import type { ClusterOutline } from '../live/outline.ts'
import { Icon } from '../ui/icon.tsx'
import { ColumnMenu } from './column-menu.tsx'
import classes from './column-menu.module.css'
import { exportList } from './export-list.ts'
import { ExportMenu } from './export-menu.tsx'
import type { ColumnSpec } from './grid/columns.ts'
import type { Density, ListAddress } from './use-list-address.ts'
import type { Selection } from './use-selection.ts'
import { ViewMenu } from './view-menu.tsx'

/** What can be done with a list as a whole. */
export function ListActions(props: ListActionsProps): ReactElement {
  const { kind, list, view, address, all, shown, wide, source, onPause, buttons } = props
  const { slices, told, selection } = source
  const rows = () =>
    selection.ids.size > 0
      ? selection.rows()
      : view.ids.flatMap((id) => (view.ghosts.has(id) ? [] : (list.row(id) ?? [])))
  return (
    <>
      <PauseButton paused={view.waiting !== undefined} onToggle={onPause} />
      {wide && (
        <ColumnMenu all={all} shown={shown} target={buttons.columns} onChoose={address.setChosen} />
      )}
      {wide && <DensityButton density={address.density} onChange={address.setDensity} />}
      <ExportMenu
        rows={selection.ids.size > 0 ? selection.ids.size : view.matching}
        target={buttons.export}
        onExport={(format) =>
          void exportList(format, { ...kind, rows: rows(), columns: shown, slices, told })
        }
      />
      <ViewMenu suggestion={kind.title} target={buttons.view} />
    </>
  )
}

interface ListActionsProps {
  readonly kind: { readonly title: string; readonly resource: string }
  readonly list: LiveList
  readonly view: ListView
  readonly address: ListAddress
  readonly all: readonly ColumnSpec[]
  readonly shown: readonly ColumnSpec[]
  /** Whether there is room for how the list looks. */
  readonly wide: boolean
  /** What an export says of itself. */
  readonly source: {
    readonly slices: readonly ClusterOutline[]
    readonly told: Freshness
    readonly selection: Selection
  }
  readonly onPause: () => void
  readonly buttons: Readonly<
    Record<'columns' | 'export' | 'view', RefObject<HTMLButtonElement | null>>
  >
}

function PauseButton({ paused, onToggle }: PauseButtonProps): ReactElement {
  return (
    <Button
      size="compact-sm"
      variant="default"
      className={classes['icons'] ?? ''}
      leftSection={<Icon name={paused ? 'resume' : 'pause'} size={14} />}
      onClick={onToggle}
    >
      <span className="visually-hidden">{paused ? 'Resume' : 'Pause'}</span>
      <span className={classes['word']} aria-hidden>
        {paused ? 'Resume' : 'Pause'} <kbd className={classes['key']}>P</kbd>
      </span>
    </Button>
  )
}

interface PauseButtonProps {
  readonly paused: boolean
  readonly onToggle: () => void
}

function DensityButton({ density, onChange }: DensityButtonProps): ReactElement {
  return (
    <Button
      size="compact-sm"
      variant="default"
      aria-label="Comfortable rows"
      aria-pressed={density === 'comfortable'}
      title="Density (D)"
      onClick={() => onChange(other(density))}
    >
      <Icon name="density" size={14} />
    </Button>
  )
}

interface DensityButtonProps {
  readonly density: Density
  readonly onChange: (density: Density) => void
}

export function other(density: Density): Density {
  return density === 'compact' ? 'comfortable' : 'compact'
}
