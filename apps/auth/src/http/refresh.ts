import { authEndpoints } from '@argus/contracts/http/auth'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase } from '@argus/db/auth'

import type { Events } from '../events.ts'
import type { Announcer } from '../ledger/announcer.ts'
import { rotate } from '../session/rotate.ts'
import { Turns } from '../session/turns.ts'
import { signPair } from '../token/sign.ts'
import type { SigningKeys } from '../token/signing-keys.ts'
import type { Verifiers } from '../token/verifiers.ts'
import { open, type Route } from './route.ts'
import { tokensReply } from './tokens-reply.ts'

export interface RefreshOptions {
  readonly db: AuthDatabase
  readonly keys: SigningKeys
  readonly verifiers: Verifiers
  readonly announcer: Announcer
  readonly clock: { now(): number }
  readonly events: Events
}

/** `POST /api/auth/refresh`: the token of the body, else of the cookie. One refusal for every bad token. */
export function refresh(options: RefreshOptions): Route {
  const { db, keys, verifiers, announcer, clock, events } = options
  const turns = new Turns()
  return open(authEndpoints.refresh, async ({ body }, { cookies, origin }) => {
    const given = body.refresh_token
    const token = given ?? cookies.rt
    const verdict = token === undefined ? undefined : await verifiers.refresh(token)
    if (verdict === undefined || !verdict.valid) {
      events.refreshRefused(verdict?.fault ?? 'missing')
      throw refusal()
    }
    const { claims } = verdict
    const rotated = await turns.take(claims.sid, () => rotate(db, { claims, origin, clock }))
    switch (rotated.type) {
      case 'granted': {
        events.refreshed(rotated.how)
        const pair = await signPair(rotated.head, keys, clock.now())
        return tokensReply(pair, given === undefined ? rotated.head.expiresAt : undefined)
      }
      case 'reuse':
        announcer.announce(rotated.notices)
        events.reuseDetected({ userId: claims.sub, sessionId: claims.sid })
        throw refusal()
      case 'refused':
        events.refreshRefused(rotated.why)
        throw refusal()
    }
  })
}

const refusal = (): Refusal => new Refusal('unauthenticated', 'not logged in')
