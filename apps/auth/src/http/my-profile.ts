import { meEndpoints, type Profile } from '@argus/contracts/http/me'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase } from '@argus/db/auth'

import { audit } from '../ledger/audit.ts'
import { json, type Caller } from './call.ts'
import { guarded, type Route } from './route.ts'

export interface MyProfileOptions {
  readonly db: AuthDatabase
  readonly clock: { now(): number }
}

/** `GET` and `PATCH /api/users/me`: a user's own account, of which they change the name they are shown by. */
export function myProfile({ db, clock }: MyProfileOptions): readonly Route[] {
  return [
    guarded(meEndpoints.profile, async (_, { session }) => json(await profile(db, session.userId))),
    guarded(meEndpoints.changeProfile, async ({ body }, caller) => {
      await rename(db, caller, { displayName: body.displayName, at: new Date(clock.now()) })
      return json(await profile(db, caller.session.userId))
    }),
  ]
}

async function profile(db: AuthDatabase, id: string): Promise<Profile> {
  const user = await db
    .selectFrom('users')
    .select(['id', 'email', 'display_name', 'created_at', 'last_login_at', 'password_hash'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (user === undefined) throw new Refusal('unauthenticated', 'not logged in')
  return {
    id: user.id,
    email: user.email,
    displayName: user.display_name,
    createdAt: user.created_at.toISOString(),
    lastLoginAt: user.last_login_at?.toISOString() ?? null,
    hasPassword: user.password_hash !== null,
  }
}

async function rename(
  db: AuthDatabase,
  { session: { id: sessionId, userId, email }, origin }: Caller,
  { displayName, at }: { readonly displayName: string; readonly at: Date },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const renamed = await tx
      .updateTable('users')
      .set({ display_name: displayName })
      .where('id', '=', userId)
      .where('display_name', '<>', displayName)
      .returning('id')
      .executeTakeFirst()
    if (renamed === undefined) return
    const actor = { id: userId, email }
    const entry = {
      at,
      outcome: 'ok',
      actor,
      sessionId,
      resource: 'users',
      target: userId,
    } as const
    await audit(tx, origin, [
      { ...entry, action: 'user.changed', details: { fields: ['displayName'] } },
    ])
  })
}
