import type { Me } from '@argus/contracts/http/auth'

import { grantsOfUser } from '../user/grants.ts'
import type { Handle } from './call.ts'
import { authenticated, type GuardOptions } from './guard.ts'

/** `GET /api/auth/me`: who the access token says, and what they may do. */
export function me(options: GuardOptions): Handle {
  return async (call) => {
    const { id, userId, email, displayName } = await authenticated(call, options)
    const grants = [...(await grantsOfUser(options.db, userId))]
    const body: Me = { id: userId, email, displayName, sessionId: id, grants }
    return { body }
  }
}
