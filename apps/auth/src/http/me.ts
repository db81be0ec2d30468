import { authEndpoints, type Me } from '@argus/contracts/http/auth'

import { json } from './call.ts'
import { guarded, type Route } from './route.ts'

/** `GET /api/auth/me`: who the access token says, and what they may do. */
export function me(): Route {
  return guarded(authEndpoints.me, async (_, { session, grants }) => {
    const { id: sessionId, userId, email, displayName, mustChangePassword } = session
    const body: Me = {
      id: userId,
      email,
      displayName,
      sessionId,
      grants: [...grants],
      mustChangePassword,
    }
    return json(body)
  })
}
