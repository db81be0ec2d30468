import { internalEndpoints } from '@argus/contracts/http/internal'
import type { AuthDatabase } from '@argus/db/auth'
import { z } from 'zod'

import { isAlive } from '../../session/liveness.ts'
import { isDenied } from '../../session/revoked-tokens.ts'
import { sessionsById } from '../../session/sessions.ts'
import { json } from '../call.ts'
import { internal, type Route } from '../route.ts'

/**
 * `GET /internal/sessions/{sid}?jti=`: whether a Session, and a token of it where one is named, is active. Whatever the
 * reason, the answer of an inactive one is the same.
 */
export function sessions(db: AuthDatabase, clock: { now(): number }): Route {
  return internal(internalEndpoints.session, async ({ params, query: { jti } }) => {
    const sid = z.uuid().safeParse(params.sid).data
    const [session] = sid === undefined ? [] : await sessionsById(db, [sid])
    const denied = jti !== undefined && (await isDenied(db, jti))
    if (session === undefined || denied || !isAlive(session, clock.now()))
      return json({ active: false })
    const { userId, authzVersion } = session
    return json({ active: true, sessionId: session.id, userId, authzVersion })
  })
}
