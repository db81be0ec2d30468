import type { SecondFactorAsked } from '@argus/contracts/http/auth'
import { TextInput, UnstyledButton } from '@mantine/core'
import { useState, type ReactElement } from 'react'

import { ApiError, factorWords } from '../../session/api-error.ts'
import { provePasskey } from '../../session/passkey.ts'
import type { GivenFactor } from '../../session/session.ts'
import { useSession } from '../../session/session-context.tsx'
import classes from '../login.module.css'
import { EntryForm } from './entry-form.tsx'

type Method = SecondFactorAsked['methods'][number]

export interface FactorFormProps {
  readonly asked: SecondFactorAsked
  /** The log-in must begin again. */
  readonly onOver: () => void
}

/** The second step: a code of the app, one from paper, or a passkey. */
export function FactorForm({ asked, onOver }: FactorFormProps): ReactElement {
  const session = useSession()
  const [method, setMethod] = useState<Method>(
    (['passkey', 'totp'] as const).find((one) => asked.methods.includes(one)) ?? 'recovery_code',
  )
  const submit = async (field: (name: string) => string) => {
    const factor = await factorOf(method, { asked, field })
    try {
      await session.giveFactor(asked.challenge, factor)
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'unauthenticated') throw error
      onOver()
    }
  }
  const { lead, label, button } = WORDS[method]
  return (
    <>
      <h1>Second step</h1>
      <p className={classes['then']}>{lead}</p>
      <EntryForm key={method} button={button} words={factorWords} submit={submit}>
        {label !== undefined && (
          <TextInput
            name="code"
            label={label}
            autoComplete={method === 'totp' ? 'one-time-code' : 'off'}
            {...(method === 'totp' && { inputMode: 'numeric' })}
            required
            withAsterisk={false}
          />
        )}
      </EntryForm>
      {asked.methods
        .filter((other) => other !== method)
        .map((other) => (
          <UnstyledButton
            key={other}
            className={classes['other'] ?? ''}
            onClick={() => setMethod(other)}
          >
            {WORDS[other].instead}
          </UnstyledButton>
        ))}
    </>
  )
}

interface Given {
  readonly asked: SecondFactorAsked
  readonly field: (name: string) => string
}

async function factorOf(method: Method, { asked, field }: Given): Promise<GivenFactor> {
  switch (method) {
    case 'totp':
      return { code: field('code') }
    case 'recovery_code':
      return { recovery_code: field('code') }
    case 'passkey':
      return { passkey: await provePasskey(asked.passkey ?? { challenge: asked.challenge }) }
  }
}

interface Words {
  readonly lead: string
  /** Of the field, where there is one. */
  readonly label?: string
  readonly button: string
  readonly instead: string
}

const WORDS: Readonly<Record<Method, Words>> = {
  totp: {
    lead: 'Your authenticator app shows a code of six digits for Argus.',
    label: 'Code',
    button: 'Go on',
    instead: 'Use the authenticator app instead',
  },
  recovery_code: {
    lead: 'Each of the recovery codes that you wrote down works once.',
    label: 'Recovery code',
    button: 'Go on',
    instead: 'Use a recovery code instead',
  },
  passkey: {
    lead: 'Show that it is you with a passkey: your browser asks for a finger, a face or a PIN.',
    button: 'Use the passkey',
    instead: 'Use a passkey instead',
  },
}
