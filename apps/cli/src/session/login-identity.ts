import { authEndpoints } from '@argus/contracts/http/auth'

import { Failure } from '../failure.ts'
import { openApi, type AccessToken, type Identity } from './api.ts'
import { storedOf, type SessionFile, type StoredSession } from './stored-session.ts'

/** A token that ends sooner is renewed before it is used: a call and a clock may each be late. */
const LEAST_LIFE_MS = 30_000

/**
 * Who logged in. Tokens are renewed under the lock of the session's file, since each refresh token is good for one use:
 * of several argus at once one asks and the others read what it was given. Nothing stops it between the answer and the
 * file, Ctrl-C included.
 */
export function loginIdentity(url: URL, file: SessionFile): Identity {
  const api = openApi(url)
  const refresh = async (known: StoredSession): Promise<StoredSession> => {
    const { refreshToken } = known
    try {
      const fresh = storedOf(
        await api.call(authEndpoints.refresh, { body: { refresh_token: refreshToken } }),
      )
      await file.write(fresh)
      return fresh
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'unauthenticated') throw error
      await file.remove()
      throw loggedOut('it was ended, or was not used for too long')
    }
  }
  return {
    async token(wanted) {
      const before = await file.read()
      if (before === undefined) throw loggedOut('nobody is logged in')
      const used = wanted?.used ?? (lasts(before) ? undefined : before.accessToken)
      if (used !== before.accessToken && lasts(before)) return tokenOf(before)
      return file.alone(async () => {
        const now = await file.read()
        if (now === undefined) throw loggedOut('another argus logged out')
        if (now.accessToken !== before.accessToken && lasts(now)) return tokenOf(now)
        return tokenOf(await refresh(now))
      })
    },
  }
}

/** Nobody is logged in any more. */
export function loggedOut(why: string): Failure {
  return new Failure({
    code: 'not_logged_in',
    happened: 'There is no session',
    why,
    next: 'Log in: argus login.',
  })
}

const lasts = ({ expiresAt }: StoredSession): boolean => expiresAt - Date.now() > LEAST_LIFE_MS

const tokenOf = ({ accessToken: text, expiresAt }: StoredSession): AccessToken => ({
  text,
  expiresAt,
})
