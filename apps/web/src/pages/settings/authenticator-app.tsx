import { mfaEndpoints, type mfaStateSchema } from '@argus/contracts/http/mfa'
import { Button, TextInput } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import type { z } from 'zod'

import { Dialog } from '../calls/dialog.tsx'
import { Failure } from '../calls/failure.tsx'
import { useAction } from '../calls/use-action.ts'
import { useCalls } from '../calls/use-calls.ts'
import { counted } from '../../live/words.ts'
import { factorWords } from '../../session/api-error.ts'
import { EntryForm } from '../login/entry-form.tsx'
import { Block } from '../../components/block.tsx'
import { LastFactor } from './last-factor.tsx'
import { QrCode } from './qr-code.tsx'
import classes from './security.module.css'

const PATH = '/api/users/me/mfa/totp'

export interface AuthenticatorAppProps {
  readonly state: z.infer<typeof mfaStateSchema>
  /** With the recovery codes, where there are new ones. */
  readonly onChanged: (codes?: readonly string[]) => Promise<void>
}

/** One-time codes of an app on a telephone, and the codes on paper that stand in for it. */
export function AuthenticatorApp({ state, onChanged }: AuthenticatorAppProps): ReactElement {
  const calls = useCalls()
  const action = useAction('Not done')
  const [secret, setSecret] = useState<{ readonly secret: string; readonly uri: string }>()
  const [last, setLast] = useState(false)
  const add = async () =>
    setSecret(
      await calls.ask({
        path: PATH,
        method: 'POST',
        body: {},
        answer: mfaEndpoints.beginTotp.answers[200],
      }),
    )
  const remove = async () => {
    await calls.tell({ path: PATH, method: 'DELETE' })
    setLast(false)
    await onChanged()
  }
  const renew = async () => {
    const answer = mfaEndpoints.makeRecoveryCodes.answers[200]
    const path = '/api/users/me/mfa/recovery-codes'
    await onChanged((await calls.ask({ path, method: 'POST', body: {}, answer })).recoveryCodes)
  }
  const confirm = async (field: (name: string) => string) => {
    const answer = mfaEndpoints.confirmTotp.answers[200]
    const body = { code: field('code') }
    const confirmed = await calls.ask({ path: `${PATH}/confirm`, method: 'POST', body, answer })
    setSecret(undefined)
    await onChanged(confirmed.recoveryCodes)
  }
  const enrolled = state.totp || state.passkeys.length > 0
  return (
    <Block
      title="Authenticator app"
      lead={
        state.totp
          ? `On: a log-in asks for a code of your app. ${counted(state.recoveryCodesLeft, 'recovery code')} left.`
          : 'Off. With it a log-in asks for a code of an app on your telephone as well.'
      }
      action={
        <>
          {enrolled && (
            <Button variant="default" onClick={() => action.run(renew)}>
              New recovery codes
            </Button>
          )}
          {state.totp ? (
            <Button
              variant="default"
              onClick={() => (state.passkeys.length === 0 ? setLast(true) : action.run(remove))}
            >
              Turn off
            </Button>
          ) : (
            <Button variant="default" onClick={() => action.run(add)}>
              Set up
            </Button>
          )}
        </>
      }
    >
      <Failure>{action.failure}</Failure>
      {last && (
        <LastFactor
          title="Turn off the authenticator app"
          button="Turn it off"
          failed="Not turned off"
          act={remove}
          onClose={() => setLast(false)}
        />
      )}
      {secret !== undefined && (
        <Dialog title="Set up an authenticator app" onClose={() => setSecret(undefined)}>
          <p>Scan this with the app, or type the key into it. Then enter the code that it shows.</p>
          <QrCode text={secret.uri} label="The key as a picture, to be scanned" />
          <code className={classes['secret']}>{secret.secret}</code>
          <EntryForm button="Turn on" words={factorWords} submit={confirm}>
            <TextInput
              name="code"
              label="Code"
              inputMode="numeric"
              autoComplete="one-time-code"
              required
              withAsterisk={false}
            />
          </EntryForm>
        </Dialog>
      )}
    </Block>
  )
}
