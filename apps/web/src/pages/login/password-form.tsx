import type { SecondFactorAsked } from '@argus/contracts/http/auth'
import { TextInput } from '@mantine/core'
import type { ReactElement } from 'react'

import { logInWords } from '../../session/api-error.ts'
import { useSession } from '../../session/session-context.tsx'
import { EntryForm } from './entry-form.tsx'
import { SecretInput } from './secret-input.tsx'

export interface PasswordFormProps {
  /** Told of the password that is tried: a later step may need it. */
  readonly onTyped: (password: string) => void
  readonly onAsked: (asked: SecondFactorAsked) => void
}

/** The first step; where it is enough, the session says so. */
export function PasswordForm({ onTyped, onAsked }: PasswordFormProps): ReactElement {
  const session = useSession()
  return (
    <EntryForm
      button="Log in"
      words={logInWords}
      submit={async (field) => {
        const password = field('password')
        onTyped(password)
        const asked = await session.logIn(field('email'), password)
        if (asked !== undefined) onAsked(asked)
      }}
    >
      <TextInput
        name="email"
        label="E-mail"
        type="email"
        autoComplete="username"
        required
        withAsterisk={false}
      />
      <SecretInput name="password" label="Password" autoComplete="current-password" />
    </EntryForm>
  )
}
