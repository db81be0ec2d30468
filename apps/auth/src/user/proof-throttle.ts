import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase } from '@argus/db/auth'
import { sql } from 'kysely'

/** So many proofs are judged at once after another; each further one waits, twice as long as the one before. */
const FREE = 5
const LONGEST_S = 15 * 60
/** What was wrong before this counts no more. */
const FORGOTTEN_MS = 24 * 3_600_000

/**
 * Counts a proof that is about to be judged: a second factor, or whatever a step-up brings. It is counted for its user,
 * over all challenges, sessions and replicas, and apart from the passwords of logins: who knows a password must not have
 * a million codes to try. Never for good. Throws a Refusal `too_many` that says how long to wait.
 */
export async function countProof(db: AuthDatabase, userId: string, now: number): Promise<void> {
  const at = new Date(now)
  const subject = subjectOf(userId)
  const since = new Date(now - FORGOTTEN_MS)
  // One statement: of many at the same moment each has a number of its own, and none passes while it is blocked.
  const { rows } = await sql`
    INSERT INTO throttles AS known (subject, failures, window_since, updated_at)
    VALUES (${subject}, 1, ${at}, ${at})
    ON CONFLICT (subject) DO UPDATE SET
      failures = CASE WHEN known.updated_at < ${since} THEN 1 ELSE known.failures + 1 END,
      window_since = CASE WHEN known.updated_at < ${since} THEN ${at} ELSE known.window_since END,
      blocked_until = CASE WHEN known.updated_at >= ${since} AND known.failures + 1 >= ${FREE}
        THEN ${at}::timestamptz + make_interval(secs => least(${LONGEST_S}, 2 ^ least(known.failures + 1 - ${FREE}, 20)))
        END,
      updated_at = ${at}
    WHERE known.blocked_until IS NULL OR known.blocked_until <= ${at}
    RETURNING subject`.execute(db)
  if (rows.length > 0) return
  const blocked = await db
    .selectFrom('throttles')
    .select('blocked_until as until')
    .where('subject', '=', subject)
    .executeTakeFirst()
  const retryAfterMs = Math.max(1_000, (blocked?.until?.getTime() ?? now) - now)
  throw new Refusal('too_many', 'too many wrong proofs; wait before the next', { retryAfterMs })
}

/** A right proof makes up for the wrong ones before it. */
export async function forgetProofs(db: AuthDatabase, userId: string): Promise<void> {
  await db.deleteFrom('throttles').where('subject', '=', subjectOf(userId)).execute()
}

/** Forgets counters that count no more. */
export async function purgeProofs(db: AuthDatabase, now: number): Promise<void> {
  await db
    .deleteFrom('throttles')
    .where('subject', 'like', `${SUBJECT}%`)
    .where('updated_at', '<', new Date(now - FORGOTTEN_MS))
    .execute()
}

const SUBJECT = 'proof:'
const subjectOf = (userId: string): string => `${SUBJECT}${userId}`
