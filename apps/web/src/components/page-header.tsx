import { UnstyledButton } from '@mantine/core'
import { useRef, type ReactElement, type ReactNode } from 'react'

import { useSecond } from '../live/second.ts'
import { clockTime, zoneName } from '../live/times.ts'
import { onDemand } from '../ui/on-demand.tsx'
import { Icon } from '../ui/icon.tsx'
import { useCommandRegistry, useCommands } from './commands/use-commands.ts'
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
  const scope = useRef<HTMLSpanElement>(null)
  const commands = useCommandRegistry()
  useCommands({
    scope: onChoose && (() => scope.current?.querySelector('button')?.click()),
  })
  return (
    <header className={classes['header']}>
      <PageMenu />
      {onChoose !== undefined && (
        <span ref={scope}>
          <ScopePicker clusters={clusters} chosen={chosen ?? []} onChoose={onChoose} now={now} />
        </span>
      )}
      <div className={classes['place']}>{children}</div>
      <UnstyledButton
        className={classes['search']}
        aria-label="Search"
        aria-haspopup="dialog"
        onClick={() => commands.run('palette')}
      >
        <Icon name="search" size={18} />
      </UnstyledButton>
      <span className={classes['clock']}>
        <span className="number">{clockTime(now)}</span>, {zoneName()}
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
