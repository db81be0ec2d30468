import { internalEndpoints, type PrincipalsAnswer } from '@argus/contracts/http/internal'
import type { AuthDatabase } from '@argus/db/auth'

import { principalsOf } from '../../session/sessions.ts'
import { json } from '../call.ts'
import { internal, type Route } from '../route.ts'

/** `POST /internal/principals {sids}`: who these Sessions are and what they may do, in order. */
export function principals(db: AuthDatabase, clock: { now(): number }): Route {
  return internal(internalEndpoints.principals, async ({ body: { sids } }) => {
    const found = await principalsOf(db, sids, clock.now())
    const answer: PrincipalsAnswer = {
      sessions: found.map((principal) =>
        principal === undefined ? { active: false } : { active: true, principal },
      ),
    }
    return json(answer)
  })
}
