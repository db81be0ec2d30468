import type { SecondFactorAsked } from '@argus/contracts/http/auth'
import { mfaEndpoints } from '@argus/contracts/http/mfa'
import type { Assertion } from '@argus/contracts/http/passkeys'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'
import type { Seals } from '@argus/db/seal'

import type { AuthConfig } from '../config.ts'
import type { Events } from '../events.ts'
import type { Announcer } from '../ledger/announcer.ts'
import { audit } from '../ledger/audit.ts'
import type { RequestOrigin } from '../ledger/request-origin.ts'
import { completeLogIn } from '../session/second-factor.ts'
import { signPair } from '../token/sign.ts'
import type { SigningKeys } from '../token/signing-keys.ts'
import { CHALLENGE_MS, issueChallenge } from '../user/challenge.ts'
import type { Factor } from '../user/factor.ts'
import { isEnrolled, mfaOf, type Mfa } from '../user/mfa.ts'
import { proofOptions } from '../user/passkey/ceremony.ts'
import type { RelyingParty } from '../user/passkey/relying-party.ts'
import { accountSubject, forgetGuesses } from '../user/guesses.ts'
import type { User } from '../user/users.ts'
import { knownDeviceCookie } from './known-device-cookie.ts'
import { open, type Route } from './route.ts'
import { tokensReply } from './tokens-reply.ts'

export interface SecondFactorOptions {
  readonly config: Pick<AuthConfig, 'passkeys'>
  readonly db: AuthDatabase
  readonly seals: Seals
  readonly keys: SigningKeys
  readonly announcer: Announcer
  readonly clock: { now(): number }
  readonly events: Events
}

/** `POST /api/auth/login/second-factor`: the tokens that a right password alone did not earn. */
export function secondFactor(options: SecondFactorOptions): Route {
  const { config, db, seals, keys, announcer, clock, events } = options
  return open(mfaEndpoints.secondFactor, async ({ body }, call) => {
    const { challenge, cookie = false } = body
    if (cookie && call.page === undefined) {
      throw new Refusal('cross_site', 'a login by cookie must name its page in Origin')
    }
    const factor = factorOf({
      ...body,
      passkey: body.passkey && { challenge, credential: body.passkey },
    })
    if (factor === undefined) {
      throw new Refusal('invalid_request', 'give one of code, recovery_code and passkey')
    }
    const now = clock.now()
    const half = { challenge, factor, origin: call.origin, now }
    const completed = await completeLogIn(db, half, { seals, party: config.passkeys })
    if (completed.type === 'wrong') {
      events.loginFailed()
      throw new Refusal('invalid_credentials', 'the second factor is wrong, or was used before')
    }
    const { head, notices } = completed.opened
    announcer.announce(notices)
    await forgetGuesses(db, [accountSubject(seals, completed.email)])
    events.loggedIn({ userId: head.userId, sessionId: head.sessionId })
    const pair = await signPair(head, keys, now)
    if (!cookie) return tokensReply(pair, undefined)
    return knownDeviceCookie(tokensReply(pair, head.expiresAt), { db, call, now }, head.userId)
  })
}

/** As factors come in a body: exactly one of them. */
export interface GivenFactors {
  readonly code?: string | undefined
  readonly recovery_code?: string | undefined
  readonly passkey?: { readonly challenge: string; readonly credential: Assertion } | undefined
}

/** The one factor that was given; `undefined` for none or several. */
export function factorOf({ code, recovery_code, passkey }: GivenFactors): Factor | undefined {
  const given: readonly Factor[] = [
    ...(code === undefined ? [] : [{ type: 'totp', code } as const]),
    ...(recovery_code === undefined
      ? []
      : [{ type: 'recovery_code', code: recovery_code } as const]),
    ...(passkey === undefined ? [] : [{ type: 'passkey', ...passkey } as const]),
  ]
  return given.length === 1 ? given[0] : undefined
}

export interface PasswordProven {
  readonly user: User
  readonly rehashed: string | undefined
  readonly origin: RequestOrigin
}

/**
 * What a right password earns of a user with a second factor: a challenge, and no Session. `undefined`: they have none. The
 * password at today's strength is kept here, since it is at hand only now.
 */
export async function askSecondFactor(
  { db, config: { passkeys: party }, clock }: Pick<SecondFactorOptions, 'db' | 'config' | 'clock'>,
  { user, rehashed, origin }: PasswordProven,
): Promise<SecondFactorAsked | undefined> {
  if (!(await isEnrolled(db, user.id))) return undefined
  const mfa = await mfaOf(db, user.id)
  const now = clock.now()
  const challenge = await db.transaction().execute(async (tx) => {
    const passwordHash = rehashed ?? user.passwordHash ?? ''
    if (rehashed !== undefined) await keepRehashed(tx, { user, rehashed, origin }, new Date(now))
    return issueChallenge(tx, { purpose: 'second_factor', userId: user.id, passwordHash, now })
  })
  const methods = methodsOf(mfa, party)
  return {
    challenge,
    methods,
    expires_in: CHALLENGE_MS / 1_000,
    ...(party !== undefined &&
      methods.includes('passkey') && {
        passkey: await proofOptions({ party, challenge }, mfa.passkeys),
      }),
  }
}

/** Where the password was replaced meanwhile nothing is kept, and the challenge of the old one opens nothing. */
async function keepRehashed(
  tx: AuthTransaction,
  { user, rehashed, origin }: PasswordProven & { readonly rehashed: string },
  at: Date,
): Promise<void> {
  const kept = await tx
    .updateTable('users')
    .set({ password_hash: rehashed })
    .where('id', '=', user.id)
    .where('password_hash', '=', user.passwordHash)
    .returning('id')
    .executeTakeFirst()
  if (kept === undefined) return
  const actor = { id: user.id, email: user.email }
  const entry = { at, outcome: 'ok', resource: 'users', target: user.id, actor } as const
  await audit(tx, origin, [{ ...entry, action: 'password.rehashed' }])
}

function methodsOf(mfa: Mfa, party: RelyingParty | undefined): SecondFactorAsked['methods'] {
  return [
    ...(mfa.totp ? (['totp'] as const) : []),
    ...(mfa.recoveryCodesLeft > 0 ? (['recovery_code'] as const) : []),
    ...(party !== undefined && mfa.passkeys.length > 0 ? (['passkey'] as const) : []),
  ]
}
