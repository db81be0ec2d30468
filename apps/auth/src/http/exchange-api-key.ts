import { apiKeysEndpoints } from '@argus/contracts/http/api-keys'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase } from '@argus/db/auth'

import type { Events } from '../events.ts'
import { useApiKey } from '../session/use-api-key.ts'
import { signAccess } from '../token/sign.ts'
import type { SigningKeys } from '../token/signing-keys.ts'
import { countFailedLogIn, requireLogInRate } from '../user/log-in-rate.ts'
import { json } from './call.ts'
import { open, type Route } from './route.ts'

export interface ExchangeOptions {
  readonly db: AuthDatabase
  readonly keys: SigningKeys
  readonly clock: { now(): number }
  readonly events: Events
}

/** `POST /api/auth/token`: one refusal for every key that is not good, whatever is wrong with it. */
export function exchangeApiKey({ db, keys, clock, events }: ExchangeOptions): Route {
  return open(apiKeysEndpoints.exchange, async ({ body }, { origin }) => {
    const now = clock.now()
    const source = { origin, known: false }
    await requireLogInRate(db, source, now)
    const session = await useApiKey(db, { text: body.api_key, origin, now })
    events.apiKeyShown(session === undefined ? 'refused' : 'ok')
    if (session === undefined) {
      await countFailedLogIn(db, source, now)
      throw new Refusal('unauthenticated', 'not a valid API key')
    }
    const { id: sessionId, userId, absoluteExpiresAt: expiresAt } = session
    const { accessToken, expiresIn } = await signAccess({ userId, sessionId, expiresAt }, keys, now)
    return json({ access_token: accessToken, token_type: 'Bearer', expires_in: expiresIn })
  })
}
