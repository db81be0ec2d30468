import { useState, type ReactElement } from 'react'

import { ApiError } from '../session/api-error.ts'
import { useSession } from '../session/session-context.tsx'
import { useMe } from '../session/use-me.ts'
import { onDemand } from '../ui/on-demand.tsx'
import { AccountButton } from './account-button.tsx'
import classes from './rail.module.css'

/** Who is logged in, and the way out. */
export function Account(): ReactElement {
  const session = useSession()
  const [failed, setFailed] = useState<string>()
  const email = useMe().data?.email ?? ''
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
      <AccountControl email={email} onLogOut={() => void logOut()} />
    </>
  )
}

const AccountControl = onDemand(
  async () => (await import('./account-menu.tsx')).AccountMenu,
  AccountButton,
)
