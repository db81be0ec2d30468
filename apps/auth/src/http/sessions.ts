import { sessionsEndpoints } from '@argus/contracts/http/sessions'
import type { Notice } from '@argus/contracts/notice'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase } from '@argus/db/auth'

import type { Announcer } from '../ledger/announcer.ts'
import { revokeAllOf, revokeOthers, revokeSession, type Revoking } from '../session/revoke.ts'
import { sessionsOf } from '../session/session-list.ts'
import { userById } from '../user/users.ts'
import { done, json, type Caller, type Reply } from './call.ts'
import { guarded, type Route } from './route.ts'

export interface SessionsOptions {
  readonly db: AuthDatabase
  readonly announcer: Announcer
  readonly clock: { now(): number }
}

/** `/api/auth/sessions`, a user's own, and `/api/users/{id}/sessions`, for who administers them. */
export function sessionCalls(options: SessionsOptions): readonly Route[] {
  const { db, announcer, clock } = options
  return [
    guarded(sessionsEndpoints.list, (_, { session }) => list(options, session.userId, session.id)),
    guarded(sessionsEndpoints.endOthers, async (_, caller) =>
      ended(announcer, await revokeOthers(db, revoking(caller, clock))),
    ),
    guarded(sessionsEndpoints.endOne, async ({ params }, caller) => {
      announcer.announce(await revokeSession(db, params.id, revoking(caller, clock)))
      return done()
    }),
    guarded(sessionsEndpoints.listOfUser, async ({ params }, { session }) => {
      if ((await userById(db, params.id)) === undefined)
        throw new Refusal('not_found', 'no such user')
      return list(options, params.id, session.id)
    }),
    guarded(sessionsEndpoints.endOfUser, async ({ params }, caller) =>
      ended(announcer, await revokeAllOf(db, params.id, revoking(caller, clock))),
    ),
  ]
}

async function list(
  { db, clock }: SessionsOptions,
  userId: string,
  current: string,
): Promise<Reply> {
  return json({ sessions: await sessionsOf(db, { userId, current, now: clock.now() }) })
}

function ended(announcer: Announcer, notices: readonly Notice[]): Reply {
  announcer.announce(notices)
  return json({ ended: notices.length })
}

const revoking = ({ session: by, grants, origin }: Caller, clock: { now(): number }): Revoking => ({
  by,
  grants,
  origin,
  clock,
})
