import { passwordEndpoints } from '@argus/contracts/http/passwords'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase } from '@argus/db/auth'
import type { Seals } from '@argus/db/seal'

import type { Announcer } from '../ledger/announcer.ts'
import { withAuthority } from '../session/authority.ts'
import { resetPassword } from '../session/new-password.ts'
import { refuseTakeOver } from '../user/escalation.ts'
import { accountSubject, forgetGuesses } from '../user/guesses.ts'
import { oneTimePassword } from '../user/one-time-password.ts'
import type { Passwords } from '../user/password-hash.ts'
import { userById, type User } from '../user/users.ts'
import { json } from './call.ts'
import { guarded, type Route } from './route.ts'

export interface PasswordResetOptions {
  readonly db: AuthDatabase
  readonly passwords: Passwords
  readonly seals: Seals
  readonly announcer: Announcer
  readonly clock: { now(): number }
}

/**
 * `POST /api/users/{id}/password-reset`: a password for one login, told once, to whoever asked. Second factors stay: it
 * is half a login for a user who has one.
 */
export function passwordReset(options: PasswordResetOptions): Route {
  const { db, passwords, seals, announcer, clock } = options
  return guarded(passwordEndpoints.reset, async ({ params: { id } }, { session, origin }) => {
    if (id === session.userId)
      throw new Refusal('conflict', 'change your own password by PUT /api/users/me/password')
    const now = clock.now()
    const { password, columns } = await oneTimePassword(passwords, now)
    const change = { session, origin, now }
    const notices = await withAuthority(db, change, async (tx, own) => {
      const user = requireResettable(await userById(tx, id))
      await refuseTakeOver(tx, own, id)
      // Whoever was locked out by the guesses of others gets in with the new one.
      await forgetGuesses(tx, [accountSubject(seals, user.email)])
      return resetPassword(tx, { userId: id, columns, by: session, origin, at: new Date(now) })
    })
    announcer.announce(notices)
    return json({ password, expiresAt: columns.password_expires_at.toISOString() })
  })
}

/** A password is no way round a provider, and none back in. */
function requireResettable(user: User | undefined): User {
  if (user === undefined) throw new Refusal('not_found', 'no such user')
  if (user.disabledAt !== null)
    throw new Refusal('conflict', 'this user is disabled; enable them first')
  if (user.passwordHash === null)
    throw new Refusal(
      'conflict',
      'this user has no password: they log in at their identity provider',
    )
  return user
}
