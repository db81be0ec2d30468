import { passwordEndpoints } from '@argus/contracts/http/passwords'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase } from '@argus/db/auth'

import type { Announcer } from '../ledger/announcer.ts'
import { audit } from '../ledger/audit.ts'
import { changePassword } from '../session/new-password.ts'
import { isEnrolled } from '../user/mfa.ts'
import type { Passwords } from '../user/password-hash.ts'
import { isShort, requireGoodPassword } from '../user/password-policy.ts'
import { countProof, forgetProofs } from '../user/proof-throttle.ts'
import { userById } from '../user/users.ts'
import { done, type Caller } from './call.ts'
import { guarded, type Route } from './route.ts'

export interface MyPasswordOptions {
  readonly db: AuthDatabase
  readonly passwords: Passwords
  readonly announcer: Announcer
  readonly clock: { now(): number }
}

/**
 * `PUT /api/users/me/password`: takes the current one, also a one-time password that the session was opened with. The
 * new one is judged only for whoever knows the current one.
 */
export function myPassword(options: MyPasswordOptions): Route {
  const { db, passwords, announcer, clock } = options
  return guarded(passwordEndpoints.change, async ({ body }, caller) => {
    const { session, origin } = caller
    const user = await userById(db, session.userId)
    if (user === undefined) throw new Refusal('unauthenticated', 'not logged in')
    if (user.passwordHash === null)
      throw new Refusal(
        'conflict',
        'this account has no password: it logs in at its identity provider',
      )
    await countProof(db, user.id, clock.now())
    if ((await passwords.verify(user.passwordHash, body.current)) === 'wrong')
      return refuse(options, caller)
    await forgetProofs(db, user.id)
    if ((await passwords.verify(user.passwordHash, body.password)) !== 'wrong')
      throw new Refusal('password_refused', 'the new password is the current one; choose another')
    const secondFactor = await isEnrolled(db, user.id)
    requireGoodPassword(body.password, { email: user.email, secondFactor })
    const hash = await passwords.hash(body.password)
    const at = new Date(clock.now())
    const short = isShort(body.password)
    announcer.announce(await changePassword(db, { user, hash, short, by: session, origin, at }))
    return done()
  })
}

async function refuse(
  { db, clock }: MyPasswordOptions,
  { session: { id: sessionId, userId, email }, origin }: Caller,
): Promise<never> {
  await audit(db, origin, [
    {
      at: new Date(clock.now()),
      action: 'password.changed',
      outcome: 'refused',
      resource: 'users',
      target: userId,
      actor: { id: userId, email },
      sessionId,
    },
  ])
  throw new Refusal('invalid_credentials', 'the current password is wrong')
}
