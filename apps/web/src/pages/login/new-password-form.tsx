import type { ReactElement } from 'react'

import { newPasswordWords } from '../../session/api-error.ts'
import { useSession } from '../../session/session-context.tsx'
import classes from '../login.module.css'
import { EntryForm } from './entry-form.tsx'
import { SecretInput } from './secret-input.tsx'

/** The last step after a password that somebody else chose. It asks for that one only where it was not typed just now. */
export function NewPasswordForm({
  current,
}: {
  readonly current: string | undefined
}): ReactElement {
  const session = useSession()
  return (
    <>
      <h1>Choose a password</h1>
      <p className={classes['then']}>
        Somebody else knows the one you logged in with. Replace it, and Argus opens.
      </p>
      <EntryForm
        button="Save and go on"
        words={newPasswordWords}
        submit={(field) => session.changePassword(current ?? field('current'), field('password'))}
      >
        {current === undefined && (
          <SecretInput name="current" label="Current password" autoComplete="current-password" />
        )}
        <SecretInput
          name="password"
          label="New password"
          autoComplete="new-password"
          description="At least 15 characters. Several words are easier to remember than signs."
        />
      </EntryForm>
    </>
  )
}
