import type { Assertion } from '@argus/contracts/http/passkeys'
import type { AuthDatabase } from '@argus/db/auth'

import { audit } from '../ledger/audit.ts'
import type { RequestOrigin } from '../ledger/request-origin.ts'
import { takeChallenge } from '../user/challenge.ts'
import { spendFactor, type FactorKeys } from '../user/factor.ts'
import { passkeyById } from '../user/passkey/passkeys.ts'
import { userById, type User } from '../user/users.ts'
import { openSessionIn, type Opened } from './open.ts'

export interface PasskeyLogIn {
  readonly challenge: string
  readonly credential: Assertion
  readonly origin: RequestOrigin
  readonly now: number
}

/**
 * Opens a Session for whoever's passkey answers the challenge; it names its user itself. `undefined`: it proves nothing, whatever
 * the reason; that is in the audit log where the passkey is known.
 */
export async function logInByPasskey(
  db: AuthDatabase,
  logIn: PasskeyLogIn,
  keys: FactorKeys,
): Promise<Opened | undefined> {
  const { challenge, credential, origin, now } = logIn
  // In a statement of its own: an answer that is refused has used it up too.
  const taken = await takeChallenge(db, { secret: challenge, purpose: 'passkey_login', now })
  return db.transaction().execute(async (tx) => {
    const key = await passkeyById(tx, credential.id)
    const user = key && (await userById(tx, key.userId))
    if (taken === undefined || user === undefined || !names(credential, user)) return undefined
    const refuse = async (): Promise<undefined> =>
      audit(tx, origin, [
        {
          at: new Date(now),
          action: 'login.failed',
          outcome: 'refused',
          resource: 'sessions',
          target: user.id,
          details: { method: 'passkey' },
        },
      ]).then(() => undefined)
    if (user.disabledAt !== null) return refuse()
    const factor = { type: 'passkey', challenge, credential } as const
    const judged = await spendFactor(tx, { user, factor, origin, now }, keys)
    if (judged.type === 'wrong') return refuse()
    const amr = [...judged.amr, 'mfa']
    return openSessionIn(tx, { user, proof: { type: 'passkey' }, amr, origin, now })
  })
}

/** The key says whose it is, as it was told when it was made. */
const names = ({ response }: Assertion, { id }: User): boolean =>
  Buffer.from(response.userHandle ?? '', 'base64url').toString() === id
