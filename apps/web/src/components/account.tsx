import { meSchema } from '@argus/contracts/http/auth'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'

import { call } from '../session/api.ts'
import { ApiError } from '../session/api-error.ts'
import { useSession } from '../session/session-context.tsx'
import { onDemand } from '../ui/on-demand.tsx'
import { AccountButton } from './account-button.tsx'
import classes from './rail.module.css'

/** Who is logged in, and the way out. */
export function Account(): ReactElement {
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
      <AccountControl email={email} onLogOut={() => void logOut()} />
    </>
  )
}

const AccountControl = onDemand(
  async () => (await import('./account-menu.tsx')).AccountMenu,
  AccountButton,
)
