import { internalEndpoints, type PrincipalsAnswer } from '@argus/contracts/http/internal'
import type { AuthDatabase } from '@argus/db/auth'

import type { SecondFactorRule } from '../../session/second-factor-rule.ts'
import { principalsOf } from '../../session/sessions.ts'
import { json } from '../call.ts'
import { internal, type Route } from '../route.ts'

export interface PrincipalsOptions {
  readonly db: AuthDatabase
  readonly clock: { now(): number }
  readonly config: { readonly secondFactor: SecondFactorRule }
}

/** `POST /internal/principals {sids}`: who these Sessions are and what they may do, in order. */
export function principals({ db, clock, config: { secondFactor } }: PrincipalsOptions): Route {
  return internal(internalEndpoints.principals, async ({ body: { sids } }) => {
    const found = await principalsOf(db, sids, { now: clock.now(), secondFactor })
    const answer: PrincipalsAnswer = {
      sessions: found.map((principal) =>
        principal === undefined ? { active: false } : { active: true, principal },
      ),
    }
    return json(answer)
  })
}
