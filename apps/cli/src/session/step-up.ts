import { mfaEndpoints } from '@argus/contracts/http/mfa'

import type { Config } from '../config.ts'
import { Failure } from '../failure.ts'
import { openApi, type Api } from './api.ts'
import type { Opened } from './open.ts'
import { sessionFile, storedOf } from './stored-session.ts'

export interface ProofQuestions {
  readonly password: () => Promise<string>
  /** Asked for where an authenticator app is enrolled. */
  readonly code: () => Promise<string>
}

/**
 * Does what needs a proof of a few minutes ago of who asks: where that is asked for, proves it and does it again. An API key
 * cannot prove anything; that it is refused is thrown as it is.
 */
export async function proving<T>(
  { config, opened }: { readonly config: Config; readonly opened: Opened },
  questions: ProofQuestions,
  task: () => Promise<T>,
): Promise<T> {
  try {
    return await task()
  } catch (error) {
    const { context } = opened
    if (!(error instanceof Failure) || error.code !== 'step_up_required' || context === undefined)
      throw error
    const body = await proof(opened.api, questions)
    const file = sessionFile(config, context.name)
    // It replaces the refresh token: nobody may change the old one meanwhile.
    await file.alone(async () => {
      const session = await file.read()
      if (session === undefined) throw error
      const token = { text: session.accessToken, expiresAt: session.expiresAt }
      const api = openApi(opened.url, { token: () => Promise.resolve(token) })
      await file.write(storedOf(await api.call(mfaEndpoints.stepUp, { body })))
    })
    return task()
  }
}

async function proof(api: Api, questions: ProofQuestions) {
  const { totp } = await api.call(mfaEndpoints.state, {})
  const password = await questions.password()
  if (!totp) return { password }
  const code = (await questions.code()).replaceAll(/\s/g, '')
  return /^\d{6}$/.test(code) ? { password, code } : { password, recovery_code: code }
}
