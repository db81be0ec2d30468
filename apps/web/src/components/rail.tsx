import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'

import { Icon, Mark, type IconName } from '../ui/icon.tsx'
import { Account } from './account.tsx'
import { RailViews } from './rail-views.tsx'
import classes from './rail.module.css'

/** The way between pages, and out. */
export function Rail(): ReactElement {
  return (
    <nav className={classes['rail']} aria-label="Argus">
      <Link to="/" className={classes['home']}>
        <Mark />
        <span className={classes['label']}>Argus</span>
      </Link>
      <RailLink to="/" icon="overview" label="Overview" />
      <RailLink to="/explore" icon="explorer" label="Explorer" />
      <RailViews />
      <span className={classes['space']} />
      <RailLink to="/status" icon="pulse" label="Status" />
      <Account />
    </nav>
  )
}

function RailLink({ to, icon, label }: RailLinkProps): ReactElement {
  return (
    <Link
      to={to}
      className={classes['link']}
      activeOptions={{ exact: to === '/', includeSearch: false }}
      activeProps={{ 'data-active': true }}
      title={label}
    >
      <Icon name={icon} />
      <span className={classes['label']}>{label}</span>
    </Link>
  )
}

interface RailLinkProps {
  readonly to: '/' | '/explore' | '/status'
  readonly icon: IconName
  readonly label: string
}
