import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase } from '@argus/db/auth'
import { z } from 'zod'

import { grantsOfUser } from '../../user/grants.ts'
import type { Handle } from '../call.ts'

const paramsSchema = z.object({ user: z.uuid() })

/** `GET /internal/grants/{user}`: what a user may do, with the version of it. */
export function grants(db: AuthDatabase): Handle {
  return async ({ params }) => {
    const userId = paramsSchema.safeParse(params).data?.user
    const found = userId === undefined ? undefined : await read(db, userId)
    if (found === undefined) throw new Refusal('not_found', 'no such user')
    return { body: found }
  }
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
