import { passkeyEndpoints } from '@argus/contracts/http/passkeys'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase } from '@argus/db/auth'
import type { Seals } from '@argus/db/seal'

import type { AuthConfig } from '../config.ts'
import type { Events } from '../events.ts'
import type { Announcer } from '../ledger/announcer.ts'
import { logInByPasskey } from '../session/passkey-log-in.ts'
import { signPair } from '../token/sign.ts'
import type { SigningKeys } from '../token/signing-keys.ts'
import { countBegunLogIn } from '../user/begin-rate.ts'
import { issueChallenge } from '../user/challenge.ts'
import { countFailedLogIn, requireLogInRate } from '../user/log-in-rate.ts'
import { proofOptions } from '../user/passkey/ceremony.ts'
import { json } from './call.ts'
import { knownDeviceCookie } from './known-device-cookie.ts'
import { partyOf } from './passkeys.ts'
import { open, type Route } from './route.ts'
import { tokensReply } from './tokens-reply.ts'

export interface PasskeyLogInOptions {
  readonly config: Pick<AuthConfig, 'passkeys'>
  readonly db: AuthDatabase
  readonly seals: Seals
  readonly keys: SigningKeys
  readonly announcer: Announcer
  readonly clock: { now(): number }
  readonly events: Events
}

/** The login with a passkey instead of a password: what it is asked, and its answer. */
export function passkeyLogInCalls(options: PasskeyLogInOptions): readonly Route[] {
  const { config, db, seals, keys, announcer, clock, events } = options
  return [
    open(passkeyEndpoints.beginLogin, async (_, { origin }) => {
      await requireLogInRate(db, { origin, known: false }, clock.now())
      const party = partyOf(config)
      await countBegunLogIn(db, { origin, now: clock.now() })
      const issued = { purpose: 'passkey_login', userId: null, now: clock.now() } as const
      const challenge = await issueChallenge(db, issued)
      return json(await proofOptions({ party, challenge }))
    }),
    open(passkeyEndpoints.logIn, async ({ body }, call) => {
      const { challenge, credential, cookie = false } = body
      if (cookie && call.page === undefined) {
        throw new Refusal('cross_site', 'a login by cookie must name its page in Origin')
      }
      const now = clock.now()
      const given = { challenge, credential, origin: call.origin, now }
      const source = { origin: call.origin, known: false }
      await requireLogInRate(db, source, now)
      const opened = await logInByPasskey(db, given, { seals, party: partyOf(config) })
      if (opened === undefined) {
        await countFailedLogIn(db, source, now)
        events.loginFailed()
        throw new Refusal('invalid_credentials', 'invalid credentials')
      }
      announcer.announce(opened.notices)
      const { head } = opened
      events.loggedIn({ userId: head.userId, sessionId: head.sessionId })
      const pair = await signPair(head, keys, now)
      if (!cookie) return tokensReply(pair, undefined)
      return knownDeviceCookie(tokensReply(pair, head.expiresAt), { db, call, now }, head.userId)
    }),
  ]
}
