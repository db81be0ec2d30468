import { authEndpoints } from '@argus/contracts/http/auth'
import type { AuthDatabase } from '@argus/db/auth'

import type { Events } from '../events.ts'
import type { Announcer } from '../ledger/announcer.ts'
import { logOut, type Proof } from '../session/log-out.ts'
import type { Verifiers } from '../token/verifiers.ts'
import { json, type Call } from './call.ts'
import { open, type Route } from './route.ts'

export interface LogOutOptions {
  readonly db: AuthDatabase
  readonly verifiers: Verifiers
  readonly announcer: Announcer
  readonly clock: { now(): number }
  readonly events: Events
}

/**
 * `POST /api/auth/logout`: any token of ours is enough, its time over or not. Says "logged out" after the commit and never before;
 * a token that is none of ours, or ended already, leaves nothing to end and gets the same answer.
 */
export function logOutCall(options: LogOutOptions): Route {
  const { db, announcer, clock, events } = options
  return open(authEndpoints.logOut, async ({ body }, call) => {
    const { refresh_token: token = call.cookies.rt, scope = 'local' } = body
    const proofs = await proofsOf(options, { access: call.bearer, refresh: token })
    const { notices } = await logOut(db, { proofs, scope, origin: call.origin, clock })
    announcer.announce(notices)
    events.loggedOut(notices.length)
    const clears = scope !== 'others' && call.cookies.rt !== undefined
    return {
      ...json({ message: 'logged out' }),
      ...(clears && { cookies: [{ type: 'clear', name: 'rt' }] }),
    }
  })
}

async function proofsOf(
  { verifiers }: LogOutOptions,
  { access, refresh }: { readonly access: Call['bearer']; readonly refresh: string | undefined },
): Promise<readonly Proof[]> {
  const judged = [
    { kind: 'access', verdict: access && (await verifiers.access(access, { expired: 'accept' })) },
    {
      kind: 'refresh',
      verdict: refresh && (await verifiers.refresh(refresh, { expired: 'accept' })),
    },
  ] as const
  return judged.flatMap(({ kind, verdict }) => {
    if (!verdict || !verdict.valid) return []
    const { jti, sid, sub, exp } = verdict.claims
    return [{ kind, jti, sessionId: sid, userId: sub, expiresAt: new Date(exp * 1_000) }]
  })
}
