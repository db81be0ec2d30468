import type { SigningKeys } from '../token/signing-keys.ts'
import type { Handle } from './call.ts'

/** How long a copy of the key set may be used, in seconds. */
const MAX_AGE = 600

/** `GET /.well-known/jwks.json`: public keys of access tokens, and no others. */
export function keySet(keys: SigningKeys): Handle {
  return async () => ({ body: keys.published(), maxAge: MAX_AGE })
}
