import type { ReactElement, ReactNode } from 'react'

import { useSecond } from '../live/second.ts'
import { clockTime } from '../live/words.ts'
import { onDemand } from '../ui/on-demand.tsx'
import { useClusters } from './use-clusters.ts'
import { ConnectionIndicator } from './connection-indicator.tsx'
import classes from './page-header.module.css'
import { MenuButton } from './menu-button.tsx'
import { ScopePicker } from './scope-picker.tsx'

/** The line above every page: which clusters, where one is, what time it is, and whether it is alive. */
export function PageHeader({ children, chosen, onChoose }: PageHeaderProps): ReactElement {
  const now = useSecond()
  const { told, clusters } = useClusters()
  const inScope = clusters.filter(({ id }) => !chosen?.length || chosen.includes(id))
  return (
    <header className={classes['header']}>
      <PageMenu />
      {onChoose !== undefined && (
        <ScopePicker clusters={clusters} chosen={chosen ?? []} onChoose={onChoose} now={now} />
      )}
      <div className={classes['place']}>{children}</div>
      <span className={classes['clock']}>
        <span className="number">{clockTime(now)}</span>, {ZONE}
      </span>
      <ConnectionIndicator told={told} clusters={inScope} now={now} />
    </header>
  )
}

interface PageHeaderProps {
  readonly children: ReactNode
  readonly chosen?: readonly string[]
  /** Absent where clusters mean nothing. */
  readonly onChoose?: (clusters: readonly string[]) => void
}

const PageMenu = onDemand(async () => (await import('./menu-sheet.tsx')).MenuSheet, MenuButton)

const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone
