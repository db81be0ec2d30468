import { meEndpoints } from '@argus/contracts/http/me'
import { mfaEndpoints } from '@argus/contracts/http/mfa'
import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'

import { EntryForm } from '../login/entry-form.tsx'
import { SecretInput } from '../login/secret-input.tsx'
import { call } from '../../session/api.ts'
import { ApiError } from '../../session/api-error.ts'
import { provePasskey } from '../../session/passkey.ts'
import { useSession } from '../../session/session-context.tsx'
import { Dialog } from './dialog.tsx'
import classes from './step-up-dialog.module.css'

/** Password and code, a passkey, or the identity provider: whatever this user has. */
export function StepUpDialog({ onProved, onCancel }: StepUpDialogProps): ReactElement {
  const session = useSession()
  const ways = useWays()
  const [wantsPaper, setPaper] = useState(false)
  const paper = wantsPaper || ways?.app === false
  const byPassword = async (field: (name: string) => string) => {
    const code = field('code')
    const factor = code === '' ? {} : paper ? { recovery_code: code } : { code }
    await session.stepUp({ password: field('password'), ...factor })
    onProved()
  }
  const byPasskey = async () => {
    const { text: token } = await session.token({ fresh: false })
    const path = '/api/auth/step-up/options'
    const answer = mfaEndpoints.beginStepUp.answers[200]
    const options = await call({ path, method: 'POST', body: {}, token, answer })
    const credential = await provePasskey(options)
    await session.stepUp({ passkey: { challenge: options.challenge, credential } })
    onProved()
  }
  return (
    <Dialog title="Show again that it is you" onClose={onCancel}>
      <p>
        What you are about to do is worth protecting, and your last log-in is more than five minutes
        ago.
      </p>
      {ways?.passkey && (
        <EntryForm button="Use a passkey" words={proofWords} submit={byPasskey}>
          {null}
        </EntryForm>
      )}
      {ways?.password && (
        <EntryForm button="Go on" words={proofWords} submit={byPassword}>
          <SecretInput name="password" label="Password" autoComplete="current-password" />
          {ways.code && (
            <TextInput
              key={paper ? 'paper' : 'app'}
              name="code"
              label={paper ? 'Recovery code' : 'Code of your authenticator app'}
              autoComplete={paper ? 'off' : 'one-time-code'}
              inputMode={paper ? 'text' : 'numeric'}
              required
              withAsterisk={false}
            />
          )}
        </EntryForm>
      )}
      {ways?.password && ways.app && (
        <Button
          variant="subtle"
          className={classes['other'] ?? ''}
          onClick={() => setPaper(!paper)}
        >
          {paper ? 'Use the authenticator app instead' : 'Use a recovery code instead'}
        </Button>
      )}
      {ways?.provider && (
        <Button
          component="a"
          fullWidth
          className={classes['provider'] ?? ''}
          href={`/api/auth/oidc/login?fresh=true&return_to=${encodeURIComponent(location.pathname + location.search)}`}
        >
          Log in again at your provider
        </Button>
      )}
    </Dialog>
  )
}

interface StepUpDialogProps {
  readonly onProved: () => void
  readonly onCancel: () => void
}

interface Ways {
  readonly password: boolean
  /** Whether the password is not enough. */
  readonly code: boolean
  /** Whether an app gives codes; else only those on paper count. */
  readonly app: boolean
  readonly passkey: boolean
  readonly provider: boolean
}

/** What this user can prove it by; asked when it is needed, for it may have changed in another tab. */
function useWays(): Ways | undefined {
  const session = useSession()
  const { data } = useQuery({
    queryKey: ['step-up'],
    gcTime: 0,
    queryFn: async (): Promise<Ways> => {
      const { text: token } = await session.token({ fresh: false })
      const ask = { path: '/api/users/me/mfa', token, answer: mfaEndpoints.state.answers[200] }
      const { totp, passkeys } = await call(ask)
      const hasPassword = await askHasPassword(token)
      const passkey = passkeys.length > 0
      return {
        password: hasPassword,
        code: totp || passkey,
        app: totp,
        passkey,
        provider: !hasPassword,
      }
    },
  })
  return data
}

/** Before a second factor is enrolled the profile is closed: then the password is tried. */
async function askHasPassword(token: string): Promise<boolean> {
  try {
    const answer = meEndpoints.profile.answers[200]
    return (await call({ path: '/api/users/me', token, answer })).hasPassword
  } catch (error) {
    if (error instanceof ApiError && error.code === 'second_factor_required') return true
    throw error
  }
}

function proofWords({ code, retryAfterSeconds }: ApiError): string {
  if (code === 'invalid_credentials' || code === 'invalid_request')
    return 'The password or the code is wrong. A code works once: wait for the next one of your app.'
  if (code === 'too_many') return `Too many attempts. Try again in ${retryAfterSeconds ?? 60} s.`
  if (code === 'not_found') return 'The browser gave no passkey. Try again, or go another way.'
  return 'Argus cannot check it now: its login service does not answer. Try again in a minute.'
}
