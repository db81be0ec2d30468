import { authEndpoints } from '@argus/contracts/http/auth'

import type { SigningKeys } from '../token/signing-keys.ts'
import { json } from './call.ts'
import { open, type Route } from './route.ts'

/** How long a copy of the key set may be used, in seconds. */
const MAX_AGE = 600

/** `GET /.well-known/jwks.json`: public keys of access tokens, and no others. */
export function keySet(keys: SigningKeys): Route {
  return open(authEndpoints.keySet, async () => ({
    ...json(await keys.published()),
    maxAge: MAX_AGE,
  }))
}
