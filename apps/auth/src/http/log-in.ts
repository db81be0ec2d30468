import { authEndpoints } from '@argus/contracts/http/auth'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase } from '@argus/db/auth'

import type { AuthConfig } from '../config.ts'
import type { Events } from '../events.ts'
import type { Announcer } from '../ledger/announcer.ts'
import { audit } from '../ledger/audit.ts'
import { openSession } from '../session/open.ts'
import { signPair } from '../token/sign.ts'
import type { SigningKeys } from '../token/signing-keys.ts'
import { isSpent } from '../user/one-time-password.ts'
import type { Passwords } from '../user/password-hash.ts'
import { userByEmail, type User } from '../user/users.ts'
import { json, type Call } from './call.ts'
import { open, type Route } from './route.ts'
import { askSecondFactor } from './second-factor.ts'
import { tokensReply } from './tokens-reply.ts'

export interface LogInOptions {
  readonly config: Pick<AuthConfig, 'passkeys'>
  readonly db: AuthDatabase
  readonly passwords: Passwords
  readonly keys: SigningKeys
  readonly announcer: Announcer
  readonly clock: { now(): number }
  readonly events: Events
}

/** `POST /api/auth/login`: the same work and the same refusal whether the user is unknown, disabled or mistaken. */
export function logIn(options: LogInOptions): Route {
  const { db, passwords, keys, announcer, clock, events } = options
  return open(authEndpoints.logIn, async ({ body }, call) => {
    const { email, password, cookie = false } = body
    if (cookie && call.page === undefined) {
      throw new Refusal('cross_site', 'a login by cookie must name its page in Origin')
    }
    const user = await userByEmail(db, email)
    const verdict = await passwords.verify(user?.passwordHash, password)
    if (
      user === undefined ||
      user.disabledAt !== null ||
      verdict === 'wrong' ||
      isSpent(user, clock.now())
    ) {
      return refuse(options, call, user)
    }
    const rehashed = verdict === 'outdated' ? await passwords.hash(password) : undefined
    const asked = await askSecondFactor(options, { user, rehashed, origin: call.origin })
    if (asked !== undefined) return { ...json(asked), status: 202 }
    const now = clock.now()
    const proof = { type: 'password', rehashed } as const
    const opened = await openSession(db, { user, proof, amr: ['pwd'], origin: call.origin, now })
    if (opened === undefined) return refuse(options, call, user)
    announcer.announce(opened.notices)
    events.loggedIn({ userId: user.id, sessionId: opened.head.sessionId })
    return tokensReply(signPair(opened.head, keys, now), cookie ? opened.head.expiresAt : undefined)
  })
}

/** Of an unknown user nothing is written down: people type passwords into the wrong field. */
async function refuse(
  { db, clock, events }: LogInOptions,
  { origin }: Call,
  user: User | undefined,
): Promise<never> {
  await audit(db, origin, [
    {
      at: new Date(clock.now()),
      action: 'login.failed',
      outcome: 'refused',
      resource: 'sessions',
      ...(user === undefined ? {} : { target: user.id }),
    },
  ])
  events.loginFailed()
  throw new Refusal('invalid_credentials', 'invalid credentials')
}
