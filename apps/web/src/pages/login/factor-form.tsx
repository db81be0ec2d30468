import type { SecondFactorAsked } from '@argus/contracts/http/auth'
import { TextInput, UnstyledButton } from '@mantine/core'
import { useState, type ReactElement } from 'react'

import { ApiError, factorWords } from '../../session/api-error.ts'
import { useSession } from '../../session/session-context.tsx'
import classes from '../login.module.css'
import { EntryForm } from './entry-form.tsx'

export interface FactorFormProps {
  readonly asked: SecondFactorAsked
  /** The log-in must begin again. */
  readonly onOver: () => void
}

/** The second step: a code of the app, or one from paper. */
export function FactorForm({ asked, onOver }: FactorFormProps): ReactElement {
  const session = useSession()
  const { challenge, methods } = asked
  const [method, setMethod] = useState<keyof typeof WORDS>(
    methods.includes('totp') ? 'totp' : 'recovery_code',
  )
  const submit = async (field: (name: string) => string) => {
    const factor = method === 'totp' ? { code: field('code') } : { recovery_code: field('code') }
    try {
      await session.giveFactor(challenge, factor)
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'unauthenticated') throw error
      onOver()
    }
  }
  const other = method === 'totp' ? 'recovery_code' : 'totp'
  return (
    <>
      <h1>Second step</h1>
      <p className={classes['then']}>{WORDS[method].lead}</p>
      <EntryForm key={method} button="Go on" words={factorWords} submit={submit}>
        <TextInput
          name="code"
          label={WORDS[method].label}
          autoComplete={method === 'totp' ? 'one-time-code' : 'off'}
          {...(method === 'totp' && { inputMode: 'numeric' })}
          required
          withAsterisk={false}
        />
      </EntryForm>
      {methods.includes(other) && (
        <UnstyledButton className={classes['other'] ?? ''} onClick={() => setMethod(other)}>
          {WORDS[other].instead}
        </UnstyledButton>
      )}
    </>
  )
}

const WORDS = {
  totp: {
    lead: 'Your authenticator app shows a code of six digits for Argus.',
    label: 'Code',
    instead: 'Use the authenticator app instead',
  },
  recovery_code: {
    lead: 'Each of the recovery codes that you wrote down works once.',
    label: 'Recovery code',
    instead: 'Use a recovery code instead',
  },
} as const
