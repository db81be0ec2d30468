import { mfaEndpoints } from '@argus/contracts/http/mfa'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'

import { useCalls } from '../calls/use-calls.ts'
import { ApiError } from '../../session/api-error.ts'
import { useSettings } from '../../session/preferences.ts'
import { AuthenticatorApp } from './authenticator-app.tsx'
import { Loaded } from '../calls/loaded.tsx'
import { Passkeys } from './passkeys.tsx'
import { Password } from './password.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import classes from './security.module.css'

const KEY = ['mfa'] as const

/** How one logs in: password, authenticator app, passkeys. */
export function Security(): ReactElement {
  const calls = useCalls()
  const queries = useQueryClient()
  const [codes, setCodes] = useState<readonly string[]>()
  const query = useQuery({
    queryKey: KEY,
    queryFn: () =>
      calls.ask({ path: '/api/users/me/mfa', answer: mfaEndpoints.state.answers[200] }),
  })
  const changed = async (shown?: readonly string[]) => {
    setCodes(shown)
    await queries.invalidateQueries({ queryKey: KEY })
  }
  return (
    <>
      <Held
        enrolled={query.data !== undefined && (query.data.totp || query.data.passkeys.length > 0)}
      />
      <Password />
      <Loaded query={query} what="your second factors">
        {(state) => (
          <>
            <AuthenticatorApp state={state} onChanged={changed} />
            <Passkeys passkeys={state.passkeys} totp={state.totp} onChanged={changed} />
          </>
        )}
      </Loaded>
      {codes !== undefined && <RecoveryCodes codes={codes} onStored={() => setCodes(undefined)} />}
    </>
  )
}

/** Why nothing else opens, where a second factor is asked of everybody. */
function Held({ enrolled }: { readonly enrolled: boolean }): ReactElement | null {
  const { error } = useSettings()
  if (!(error instanceof ApiError) || error.code !== 'second_factor_required') return null
  return (
    <p role="status" className={classes['held']}>
      {enrolled ? (
        <>
          You have a second factor now. <a href="/">Open Argus</a>
        </>
      ) : (
        'Argus asks everybody here for a second factor, and you have none yet. Add a passkey or an authenticator app below; until then nothing else opens.'
      )}
    </p>
  )
}
