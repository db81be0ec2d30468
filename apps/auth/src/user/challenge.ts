import { createHash, randomBytes } from 'node:crypto'

import type { AuthDatabase, AuthTables } from '@argus/db/auth'

type ChallengePurpose = AuthTables['challenges']['purpose']

/** How long a challenge waits for its answer. */
export const CHALLENGE_MS = 5 * 60_000
/** So many answers to one challenge are judged. */
const ATTEMPTS = 5
const SECRET_BYTES = 32

export interface NewChallenge {
  readonly purpose: ChallengePurpose
  /** Nobody's yet where a passkey names its user itself. */
  readonly userId: string | null
  /** The password hash that the first half of a login was proved with: the challenge dies with it. */
  readonly passwordHash?: string
  readonly now: number
}

/** Begins what is completed within five minutes, on any replica. Answers the text that its client holds; we keep its digest. */
export async function issueChallenge(db: AuthDatabase, challenge: NewChallenge): Promise<string> {
  const { purpose, userId, passwordHash, now } = challenge
  const secret = randomBytes(SECRET_BYTES).toString('base64url')
  await db
    .insertInto('challenges')
    .values({
      digest: digestOf(secret),
      purpose,
      user_id: userId,
      password_digest: passwordHash === undefined ? null : digestOf(passwordHash),
      created_at: new Date(now),
      expires_at: new Date(now + CHALLENGE_MS),
    })
    .execute()
  return secret
}

/** A challenge as it is presented again. */
export interface GivenChallenge {
  readonly secret: string
  readonly purpose: ChallengePurpose
  readonly now: number
}

/** What waits behind a challenge that still stands. */
export interface StandingChallenge {
  readonly userId: string | null
  /** Whether the user's password is still the one that the challenge was earned with. */
  readonly isOf: (passwordHash: string | null) => boolean
}

/**
 * Counts an answer that is about to be judged, in a statement of its own: however many come at the same moment, only so
 * many are. `undefined`: unknown, over, or answered too often.
 */
export async function attemptChallenge(
  db: AuthDatabase,
  { secret, purpose, now }: GivenChallenge,
): Promise<StandingChallenge | undefined> {
  const row = await db
    .updateTable('challenges')
    .set((columns) => ({ failures: columns('failures', '+', 1) }))
    .where('digest', '=', digestOf(secret))
    .where('purpose', '=', purpose)
    .where('expires_at', '>', new Date(now))
    .where('failures', '<', ATTEMPTS)
    .returning(['user_id as userId', 'password_digest as passwordDigest'])
    .executeTakeFirst()
  return row && standing(row)
}

/** Takes a challenge away: the answer that does is the only one. `undefined`: unknown, over, or taken before. */
export async function takeChallenge(
  db: AuthDatabase,
  { secret, purpose, now }: GivenChallenge,
): Promise<StandingChallenge | undefined> {
  const row = await db
    .deleteFrom('challenges')
    .where('digest', '=', digestOf(secret))
    .where('purpose', '=', purpose)
    .where('expires_at', '>', new Date(now))
    .returning(['user_id as userId', 'password_digest as passwordDigest'])
    .executeTakeFirst()
  return row && standing(row)
}

/** Forgets what a user began and did not complete. */
export async function dropChallengesOf(db: AuthDatabase, userId: string): Promise<void> {
  await db.deleteFrom('challenges').where('user_id', '=', userId).execute()
}

/** Forgets what nobody can complete any more. */
export async function purgeChallenges(db: AuthDatabase, now: number): Promise<void> {
  await db.deleteFrom('challenges').where('expires_at', '<=', new Date(now)).execute()
}

function standing(row: {
  readonly userId: string | null
  readonly passwordDigest: Buffer | null
}): StandingChallenge {
  const { userId, passwordDigest } = row
  return {
    userId,
    isOf: (passwordHash) =>
      passwordDigest === null ||
      (passwordHash !== null && passwordDigest.equals(digestOf(passwordHash))),
  }
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()
