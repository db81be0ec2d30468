import { authEndpoints } from '@argus/contracts/http/auth'

import { openApi } from './api.ts'
import type { StoredSession } from './stored-session.ts'

/**
 * Ends the session, or all of its user. Resolves once that is stored: nothing of it is good any more. Throws a Failure
 * where it could not be.
 */
export async function endSession(
  url: URL,
  { refreshToken, accessToken }: StoredSession,
  scope: 'local' | 'all',
): Promise<void> {
  const body = { refresh_token: refreshToken, scope }
  await openApi(url).call(authEndpoints.logOut, { body }, { token: accessToken })
}
