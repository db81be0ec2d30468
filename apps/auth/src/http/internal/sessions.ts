import type { AuthDatabase } from '@argus/db/auth'
import { z } from 'zod'

import { isAlive } from '../../session/liveness.ts'
import { isDenied } from '../../session/revoked-tokens.ts'
import { sessionsById } from '../../session/sessions.ts'
import type { Handle } from '../call.ts'

const paramsSchema = z.object({ sid: z.string() })
const querySchema = z.object({ jti: z.string().max(255).optional() })

/**
 * `GET /internal/sessions/{sid}?jti=`: whether a Session, and a token of it where one is named, is active. Whatever the
 * reason, the answer of an inactive one is the same.
 */
export function sessions(db: AuthDatabase, clock: { now(): number }): Handle {
  return async ({ params, query }) => {
    const sid = z.uuid().safeParse(paramsSchema.parse(params).sid).data
    const { jti } = querySchema.parse(query)
    const [session] = sid === undefined ? [] : await sessionsById(db, [sid])
    const denied = jti !== undefined && (await isDenied(db, jti))
    if (session === undefined || denied || !isAlive(session, clock.now())) {
      return { body: { active: false } }
    }
    const { userId, authzVersion } = session
    return { body: { active: true, sessionId: session.id, userId, authzVersion } }
  }
}
