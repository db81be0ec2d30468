import { apiKeysEndpoints } from '@argus/contracts/http/api-keys'

import { Failure } from '../failure.ts'
import { openApi, type AccessToken, type Identity } from './api.ts'

const LEAST_LIFE_MS = 30_000

/** Whoever has an API key. Its tokens live in this process alone. */
export function keyIdentity(url: URL, key: string): Identity {
  const api = openApi(url)
  let held: AccessToken | undefined
  return {
    async token(wanted) {
      if (
        held !== undefined &&
        held.text !== wanted?.used &&
        held.expiresAt - Date.now() > LEAST_LIFE_MS
      )
        return held
      held = await changed(key)
      return held
    },
  }

  async function changed(api_key: string): Promise<AccessToken> {
    try {
      const { access_token, expires_in } = await api.call(apiKeysEndpoints.exchange, {
        body: { api_key },
      })
      return { text: access_token, expiresAt: Date.now() + expires_in * 1_000 }
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'unauthenticated') throw error
      throw new Failure({
        code: 'unauthenticated',
        happened: 'The API key was refused',
        why: 'it is unknown, revoked or over',
        next: 'Make another in the console, under Settings, and set ARGUS_API_KEY to it.',
        cause: error,
      })
    }
  }
}
