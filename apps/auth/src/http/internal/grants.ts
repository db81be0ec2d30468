import { internalEndpoints } from '@argus/contracts/http/internal'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase } from '@argus/db/auth'
import { z } from 'zod'

import { grantsOfUser } from '../../user/grants.ts'
import { json } from '../call.ts'
import { internal, type Route } from '../route.ts'

/** `GET /internal/grants/{user}`: what a user may do, with the version of it. */
export function grants(db: AuthDatabase): Route {
  return internal(internalEndpoints.grants, async ({ params }) => {
    const userId = z.uuid().safeParse(params.user).data
    const found = userId === undefined ? undefined : await read(db, userId)
    if (found === undefined) throw new Refusal('not_found', 'no such user')
    return json(found)
  })
}

/** Of one moment: a version must not travel with the grants of another. */
async function read(db: AuthDatabase, userId: string): Promise<object | undefined> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const user = await tx
        .selectFrom('users')
        .select('authz_version')
        .where('id', '=', userId)
        .where('disabled_at', 'is', null)
        .executeTakeFirst()
      if (user === undefined) return undefined
      return { userId, authzVersion: user.authz_version, grants: await grantsOfUser(tx, userId) }
    })
}
