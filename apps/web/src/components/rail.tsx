import { Menu, UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { meSchema } from '@argus/contracts/http/auth'
import { useState, type ReactElement } from 'react'

import { call } from '../session/api.ts'
import { ApiError } from '../session/api-error.ts'
import { useSession } from '../session/session-context.tsx'
import { Icon, Mark, type IconName } from '../ui/icon.tsx'
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

function Account(): ReactElement {
  const session = useSession()
  const [failed, setFailed] = useState<string>()
  const { data: email = '' } = useQuery({
    queryKey: ['me'],
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      const { text } = await session.token({ fresh: false })
      const me = await call({ path: '/api/auth/me', token: text, answer: meSchema, signal })
      if (me.mustChangePassword) session.passwordMustChange()
      return me.email
    },
  })
  const logOut = async () => {
    setFailed(undefined)
    try {
      await session.logOut()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setFailed(
        'You are still logged in: Argus could not store the log-out. Try again in a moment.',
      )
    }
  }
  return (
    <>
      {failed !== undefined && (
        <p role="alert" className={classes['failed']}>
          {failed}
        </p>
      )}
      <Menu position="top-start" withinPortal={false} width={190}>
        <Menu.Target>
          <UnstyledButton className={classes['account']} aria-label={`Account ${email}`}>
            <span className={classes['avatar']}>{email.slice(0, 2).toUpperCase()}</span>
            <span className={classes['label']}>{email}</span>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown className={classes['menu'] ?? ''}>
          <Menu.Item leftSection={<Icon name="log-out" />} onClick={() => void logOut()}>
            Log out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
