import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'

import type { RequestOrigin } from '../ledger/request-origin.ts'
import { attemptChallenge, takeChallenge, type StandingChallenge } from '../user/challenge.ts'
import { spendFactor, type Factor, type FactorKeys } from '../user/factor.ts'
import { countProof, forgetProofs } from '../user/proof-throttle.ts'
import { userById } from '../user/users.ts'
import { openSessionIn, type Opened } from './open.ts'

/** The second half of a login: the challenge that the password earned, and a factor. */
export interface SecondHalf {
  readonly challenge: string
  readonly factor: Factor
  readonly origin: RequestOrigin
  readonly now: number
}

/** What became of it, committed. */
export type Completed =
  | { readonly type: 'opened'; readonly email: string; readonly opened: Opened }
  | { readonly type: 'wrong'; readonly userId: string }

/**
 * Opens the Session of a login whose factor is right. Challenge, factor and Session are one transaction: a factor is not
 * spent for nothing, and a challenge opens one Session. Throws a Refusal `unauthenticated` where the login must begin
 * again: unknown or expired challenge, too many wrong factors, another password meanwhile, user disabled; `too_many`
 * where the user has had too many wrong ones altogether.
 */
export async function completeLogIn(
  db: AuthDatabase,
  half: SecondHalf,
  keys: FactorKeys,
): Promise<Completed> {
  const given = { secret: half.challenge, purpose: 'second_factor', now: half.now } as const
  const standing = await attemptChallenge(db, given)
  if (standing === undefined) throw over()
  if (standing.userId !== null) await countProof(db, standing.userId, half.now)
  return db.transaction().execute(async (tx) => {
    const user = await stillTheUser(tx, standing)
    const { factor, origin, now } = half
    const judged = await spendFactor(tx, { user, factor, origin, now }, keys)
    if (judged.type === 'wrong') return { type: 'wrong', userId: user.id }
    // Whoever else completed it in the meantime has taken it, and all of this is rolled back.
    if ((await takeChallenge(tx, given)) === undefined) throw over()
    await forgetProofs(tx, user.id)
    const proof = { type: 'password', rehashed: undefined } as const
    const amr = [...new Set(['pwd', ...judged.amr, 'mfa'])]
    const opened = await openSessionIn(tx, { user, proof, amr, origin, now })
    if (opened === undefined) throw over()
    return { type: 'opened', email: user.email, opened }
  })
}

async function stillTheUser(tx: AuthTransaction, { userId, isOf }: StandingChallenge) {
  const user = userId === null ? undefined : await userById(tx, userId)
  if (user === undefined || user.disabledAt !== null || !isOf(user.passwordHash)) throw over()
  return user
}

const over = (): Refusal =>
  new Refusal('unauthenticated', 'this login is over; begin again with the password')
