import { authEndpoints } from '@argus/contracts/http/auth'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase } from '@argus/db/auth'
import type { Seals } from '@argus/db/seal'

import type { AuthConfig } from '../config.ts'
import type { Events } from '../events.ts'
import type { Announcer } from '../ledger/announcer.ts'
import { audit } from '../ledger/audit.ts'
import { openSession } from '../session/open.ts'
import { signPair } from '../token/sign.ts'
import type { SigningKeys } from '../token/signing-keys.ts'
import {
  accountSubject,
  beginGuess,
  countFailure,
  forgetGuesses,
  refundGuess,
  type GuessTurn,
} from '../user/guesses.ts'
import { deviceSubject, isKnownDevice } from '../user/known-device.ts'
import { countFailedLogIn, requireLogInRate, type LogInSource } from '../user/log-in-rate.ts'
import { isSpent } from '../user/one-time-password.ts'
import type { Passwords } from '../user/password-hash.ts'
import { userByEmail, type User } from '../user/users.ts'
import { json, type Call } from './call.ts'
import { open, type Route } from './route.ts'
import { knownDeviceCookie } from './known-device-cookie.ts'
import { askSecondFactor } from './second-factor.ts'
import { tokensReply } from './tokens-reply.ts'

export interface LogInOptions {
  readonly config: Pick<AuthConfig, 'passkeys'>
  readonly db: AuthDatabase
  readonly passwords: Passwords
  readonly seals: Seals
  readonly keys: SigningKeys
  readonly announcer: Announcer
  readonly clock: { now(): number }
  readonly events: Events
}

/**
 * `POST /api/auth/login`: the same work and the same refusal whether the user is unknown, disabled, mistaken, or has to
 * wait because of too many mistakes. Every guess is counted before it is judged.
 */
export function logIn(options: LogInOptions): Route {
  const { db, seals, keys, announcer, clock, events } = options
  return open(authEndpoints.logIn, async ({ body }, call) => {
    const { email, password, cookie = false } = body
    if (cookie && call.page === undefined) {
      throw new Refusal('cross_site', 'a login by cookie must name its page in Origin')
    }
    const user = await userByEmail(db, email)
    const device = await deviceOf(options, call, user)
    const guess =
      device === undefined ? accountSubject(seals, user?.email ?? email) : deviceSubject(device)
    const source = { origin: call.origin, known: device !== undefined }
    await requireLogInRate(db, source, clock.now()).catch((error: unknown) => {
      if (error instanceof Refusal) events.loginThrottled('address')
      throw error
    })
    const turn = await beginGuess(db, guess, clock.now())
    const given = { user, turn, guess, source }
    const verdict = await judge(options, given, password)
    if (
      user === undefined ||
      user.disabledAt !== null ||
      verdict === 'wrong' ||
      isSpent(user, clock.now())
    ) {
      return refuse(options, call, given)
    }
    const rehashed = verdict === 'outdated' ? await options.passwords.hash(password) : undefined
    const asked = await askSecondFactor(options, { user, rehashed, origin: call.origin })
    if (asked !== undefined) {
      // Half a login: this guess was right, but those before it are made up for only by the other half.
      await refundGuess(db, guess, turn)
      return { ...json(asked), status: 202 }
    }
    const now = clock.now()
    const proof = { type: 'password', rehashed } as const
    const opened = await openSession(db, { user, proof, amr: ['pwd'], origin: call.origin, now })
    if (opened === undefined) return refuse(options, call, given)
    announcer.announce(opened.notices)
    await forgetGuesses(db, [guess])
    events.loggedIn({ userId: user.id, sessionId: opened.head.sessionId })
    const pair = await signPair(opened.head, keys, now)
    if (!cookie) return tokensReply(pair, undefined)
    return knownDeviceCookie(tokensReply(pair, opened.head.expiresAt), { db, call, now }, user.id)
  })
}

/** The secret of a browser from which this user has logged in before. */
async function deviceOf(
  { db, clock }: LogInOptions,
  { cookies: { device } }: Call,
  user: User | undefined,
): Promise<string | undefined> {
  if (device === undefined || user === undefined) return undefined
  const known = await isKnownDevice(db, { secret: device, userId: user.id }, clock.now())
  return known ? device : undefined
}

/** A guess, and how it is counted. */
interface Given {
  readonly user: User | undefined
  readonly turn: GuessTurn
  readonly guess: string
  readonly source: LogInSource
}

/** Where the guess must wait, the same work is done for nothing. A guess that there was no room to judge was none. */
async function judge(
  { db, passwords }: LogInOptions,
  { user, turn, guess }: Given,
  password: string,
): ReturnType<Passwords['verify']> {
  const stored = turn.type === 'judge' ? user?.passwordHash : undefined
  try {
    return await passwords.verify(stored, password)
  } catch (error) {
    await refundGuess(db, guess, turn)
    throw error
  }
}

/** Of an unknown user nothing is written down: people type passwords into the wrong field. */
async function refuse(
  { db, clock, events }: LogInOptions,
  { origin }: Call,
  { user, turn, guess, source }: Given,
): Promise<never> {
  const now = clock.now()
  const judged = turn.type === 'judge'
  if (judged && !turn.counted) await countFailure(db, guess, now)
  await countFailedLogIn(db, source, now)
  await audit(db, origin, [
    {
      at: new Date(now),
      action: judged ? 'login.failed' : 'login.throttled',
      outcome: 'refused',
      resource: 'sessions',
      ...(user === undefined ? {} : { target: user.id }),
    },
  ])
  if (judged) events.loginFailed()
  else events.loginThrottled('account')
  throw new Refusal('invalid_credentials', 'invalid credentials')
}
