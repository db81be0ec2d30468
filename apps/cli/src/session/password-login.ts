import { authEndpoints, type SecondFactorAsked, type Tokens } from '@argus/contracts/http/auth'
import { mfaEndpoints } from '@argus/contracts/http/mfa'

import { Failure } from '../failure.ts'
import type { Api } from './api.ts'

/** What a person is asked for. Each may throw a Failure where there is nobody to ask. */
export interface LoginQuestions {
  readonly email: () => Promise<string>
  readonly password: () => Promise<string>
  /** A code of an app, or a recovery code. */
  readonly code: () => Promise<string>
}

/** Logs in by password, and by a second factor where one is asked for. */
export async function logInByPassword(api: Api, questions: LoginQuestions): Promise<PasswordLogin> {
  const email = await questions.email()
  const password = await questions.password()
  const answered = await api.call(authEndpoints.logIn, { body: { email, password } })
  const tokens = 'challenge' in answered ? await giveFactor(api, answered, questions) : answered
  return { tokens, email, password }
}

export interface PasswordLogin {
  readonly tokens: Tokens
  readonly email: string
  readonly password: string
}

async function giveFactor(
  api: Api,
  { challenge, methods }: SecondFactorAsked,
  questions: LoginQuestions,
): Promise<Tokens> {
  if (!methods.includes('totp') && !methods.includes('recovery_code'))
    throw new Failure({
      code: 'second_factor_required',
      happened: 'The login cannot be completed in a terminal',
      why: 'its second factor is a passkey',
      next: 'Add an authenticator app in the console, under Settings, or use an API key.',
    })
  const code = (await questions.code()).replaceAll(/\s/g, '')
  const factor = /^\d{6}$/.test(code) ? { code } : { recovery_code: code }
  return api.call(mfaEndpoints.secondFactor, { body: { challenge, ...factor } })
}
