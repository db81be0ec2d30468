import { principalsBodySchema, type PrincipalsAnswer } from '@argus/contracts/http/internal'
import type { AuthDatabase } from '@argus/db/auth'

import { principalsOf } from '../../session/sessions.ts'
import type { Handle } from '../call.ts'

/** `POST /internal/principals {sids}`: who these Sessions are and what they may do, in order. */
export function principals(db: AuthDatabase, clock: { now(): number }): Handle {
  return async ({ body }) => {
    const { sids } = principalsBodySchema.parse(body)
    const found = await principalsOf(db, sids, clock.now())
    const answer: PrincipalsAnswer = {
      sessions: found.map((principal) =>
        principal === undefined ? { active: false } : { active: true, principal },
      ),
    }
    return { body: answer }
  }
}
