import { authEndpoints, type Me, type Tokens } from '@argus/contracts/http/auth'

import type { Config } from '../config.ts'
import { Failure } from '../failure.ts'
import { openApi } from './api.ts'
import { changeContexts } from './contexts.ts'
import { endSession } from './end-session.ts'
import { sessionFile, storedOf, type StoredSession } from './stored-session.ts'

export interface Entering {
  readonly url: URL
  readonly context: string
  readonly tokens: Tokens
}

/** Makes the session of new tokens that of a context, and that context the current one. Answers whose it is. */
export async function enter(config: Config, { url, context, tokens }: Entering): Promise<Me> {
  const session = storedOf(tokens)
  const token = { text: session.accessToken, expiresAt: session.expiresAt }
  const api = openApi(url, { token: () => Promise.resolve(token) })
  const me = await api.call(authEndpoints.me, {})
  const file = sessionFile(config, context)
  await file.alone(async () => {
    const before = await file.read()
    await file.write(session)
    if (before !== undefined) await endReplaced(url, before)
  })
  await changeContexts(config, ({ contexts }) => ({
    current: context,
    contexts: { ...contexts, [context]: { ...contexts[context], url: url.href, email: me.email } },
  }))
  return me
}

/** Nobody could end it any more. Where it cannot be ended now it ends by itself, unused. */
async function endReplaced(url: URL, session: StoredSession): Promise<void> {
  try {
    await endSession(url, session, 'local')
  } catch (error) {
    if (!(error instanceof Failure)) throw error
  }
}
