import { Button } from '@mantine/core'
import { Navigate, Outlet, useLocation } from '@tanstack/react-router'
import { useEffect, type ReactElement } from 'react'

import { LiveProvider } from '../live/live-context.tsx'
import type { ApiError } from '../session/api-error.ts'
import { useSession, useSessionState } from '../session/session-context.tsx'
import { Mark } from '../ui/icon.tsx'
import classes from './shell.module.css'
import notice from './notice-page.module.css'
import { CommandCenter } from './commands/command-center.tsx'
import { FactorGate } from './factor-gate.tsx'
import { Rail } from './rail.tsx'
import { SchemeKeeper } from './scheme.ts'
import { TimesKeeper } from './times-keeper.ts'

/** What every page behind the log-in stands in; without one it leads there, and back afterwards. */
export function Shell(): ReactElement | null {
  const state = useSessionState()
  const { href, pathname } = useLocation()
  switch (state.phase) {
    case 'starting':
      return null
    case 'out':
    case 'new_password':
      // While the log-in page loads, the shell still stands under its address.
      if (pathname === '/login') return null
      return <Navigate to="/login" search={href === '/' ? {} : { next: href }} replace />
    case 'unavailable':
      return <Unavailable error={state.error} />
    case 'in':
      return (
        <LiveProvider>
          <SchemeKeeper />
          <TimesKeeper />
          <FactorGate />
          <CommandCenter>
            <div className={classes['shell']}>
              <a className={classes['skip']} href="#main">
                Skip to content
              </a>
              <Rail />
              <div className={classes['page']} id="main">
                <Outlet />
              </div>
            </div>
          </CommandCenter>
        </LiveProvider>
      )
  }
}

/** Nobody is logged out because a service is away: it is asked again until it answers. */
function Unavailable({ error }: { readonly error: ApiError }): ReactElement {
  const session = useSession()
  useEffect(() => {
    const timer = setInterval(() => void session.start(), RETRY_MS)
    return () => clearInterval(timer)
  }, [session])
  const why =
    error.code === 'unavailable'
      ? 'its database does not answer'
      : 'its login service does not answer'
  return (
    <main className={notice['page']} role="status">
      <Mark size={36} />
      <h1>Argus cannot check who you are now</h1>
      <p>
        {why.charAt(0).toUpperCase()}
        {why.slice(1)}. You are not logged out. This page goes on by itself as soon as it can.
      </p>
      <Button variant="default" onClick={() => void session.start()}>
        Try now
      </Button>
    </main>
  )
}

const RETRY_MS = 3_000
