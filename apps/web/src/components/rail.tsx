import { UnstyledButton } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'

import { administers } from '../session/may.ts'
import { useSettings } from '../session/preferences.ts'
import { useAreas } from '../session/use-me.ts'
import { Icon, Mark, type IconName } from '../ui/icon.tsx'
import { Account } from './account.tsx'
import type { CommandId } from './commands/commands.ts'
import { KeyHint, titled } from './commands/key-hint.tsx'
import { useCommandRegistry } from './commands/use-commands.ts'
import { isRailFolded } from './display-settings.ts'
import { RailPlugins } from './rail-plugins.tsx'
import { RailViews } from './rail-views.tsx'
import classes from './rail.module.css'

/** The way between pages, and out. What the reader may not open is not there. */
export function Rail(): ReactElement {
  const areas = useAreas()
  const commands = useCommandRegistry()
  const folded = isRailFolded(useSettings().data)
  return (
    <nav className={classes['rail']} aria-label="Argus" data-folded={folded || undefined}>
      <Link to="/" className={classes['home']}>
        <Mark />
        <span className={classes['label']}>Argus</span>
      </Link>
      <UnstyledButton
        className={classes['search']}
        aria-haspopup="dialog"
        title={titled('Search', 'palette')}
        onClick={() => commands.run('palette')}
      >
        <Icon name="search" />
        <span className={classes['label']}>Search</span>
        <KeyHint command="palette" />
      </UnstyledButton>
      <RailLink to="/" icon="overview" label="Overview" command="go-overview" />
      <RailLink to="/explore" icon="explorer" label="Explorer" command="go-explorer" />
      <RailPlugins />
      <RailViews />
      <span className={classes['space']} />
      {areas.has('clusters') && (
        <RailLink to="/clusters" icon="servers" label="Clusters" command="go-clusters" />
      )}
      {administers(areas) && (
        <RailLink to="/admin" icon="users" label="Administration" command="go-administration" />
      )}
      <RailLink to="/status" icon="pulse" label="Status" />
      <Account />
    </nav>
  )
}

function RailLink({ to, icon, label, command }: RailLinkProps): ReactElement {
  return (
    <Link
      to={to}
      className={classes['link']}
      activeOptions={{ exact: to === '/', includeSearch: false }}
      activeProps={{ 'data-active': true }}
      title={command === undefined ? label : titled(label, command)}
    >
      <Icon name={icon} />
      <span className={classes['label']}>{label}</span>
    </Link>
  )
}

interface RailLinkProps {
  readonly to: '/' | '/explore' | '/clusters' | '/admin' | '/status'
  readonly icon: IconName
  readonly label: string
  /** What leads there, too. */
  readonly command?: CommandId
}
