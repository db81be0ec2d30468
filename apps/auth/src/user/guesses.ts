import type { AuthDatabase } from '@argus/db/auth'
import type { Seals } from '@argus/db/seal'
import { sql } from 'kysely'

/** So many guesses are judged at once after another; each further one waits, twice as long as the one before. */
const FREE = 5
const LONGEST_S = 15 * 60
/** So many wrong ones, and nothing is judged for a day (NIST SP 800-63B §3.2.2 allows a hundred). */
const MOST = 100
/** So many are judged at one moment, of which none is known to be wrong yet: together with those that count, below MOST. */
const AT_ONCE = 50
/** By then a guess has been judged, or its process is gone. */
const JUDGED_MS = 60_000
/** What was wrong before this counts no more: nobody is locked out for good. */
const FORGOTTEN_MS = 24 * 3_600_000

/** Whether a guess may be judged now, or in how many milliseconds the next one may. */
export type GuessTurn =
  /** `counted`: already, so that a right one must be taken back. */
  | { readonly type: 'judge'; readonly counted: boolean }
  | { readonly type: 'wait'; readonly forMs: number }

/**
 * The turn of a guess at a password. Where none was wrong before, several may be judged at the same moment, each counted
 * when it turns out to be wrong: a user's own programs log in at once. How many those are is counted here, over all
 * replicas. From the first wrong one on, and beyond that number, each is counted before it is judged.
 */
export async function beginGuess(
  db: AuthDatabase,
  subject: string,
  now: number,
): Promise<GuessTurn> {
  const at = new Date(now)
  const given = new Date(now - JUDGED_MS)
  const { rows } = await sql`
    INSERT INTO throttles AS known (subject, failures, judging, window_since, updated_at)
    VALUES (${subject}, 0, 1, ${at}, ${at})
    ON CONFLICT (subject) DO UPDATE SET
      judging = CASE WHEN known.updated_at < ${given} THEN 1 ELSE known.judging + 1 END,
      updated_at = ${at}
    WHERE known.failures = 0 AND (known.judging < ${AT_ONCE} OR known.updated_at < ${given})
    RETURNING subject`.execute(db)
  return rows.length > 0 ? { type: 'judge', counted: false } : countGuess(db, subject, now)
}

/**
 * Counts a guess before it is judged, over all replicas and restarts. One statement: of many at the same moment each has
 * a number of its own, and none is judged while its subject must wait. One that is not judged tells nothing, so it does
 * not count.
 */
export async function countGuess(
  db: AuthDatabase,
  subject: string,
  now: number,
): Promise<GuessTurn> {
  const { rows } = await sql`
    ${counting({ subject, judged: 0 }, now)}
    WHERE known.blocked_until IS NULL OR known.blocked_until <= ${new Date(now)}
    RETURNING subject`.execute(db)
  if (rows.length > 0) return { type: 'judge', counted: true }
  const blocked = await db
    .selectFrom('throttles')
    .select('blocked_until as until')
    .where('subject', '=', subject)
    .executeTakeFirst()
  return { type: 'wait', forMs: Math.max(1_000, (blocked?.until?.getTime() ?? now) - now) }
}

/** Counts a guess that was judged uncounted, and was wrong. */
export async function countFailure(db: AuthDatabase, subject: string, now: number): Promise<void> {
  await counting({ subject, judged: 1 }, now).execute(db)
}

function counting(
  { subject, judged }: { readonly subject: string; readonly judged: 0 | 1 },
  now: number,
) {
  const at = new Date(now)
  const since = new Date(now - FORGOTTEN_MS)
  return sql`
    INSERT INTO throttles AS known (subject, failures, window_since, updated_at)
    VALUES (${subject}, 1, ${at}, ${at})
    ON CONFLICT (subject) DO UPDATE SET
      failures = CASE WHEN known.updated_at < ${since} THEN 1 ELSE known.failures + 1 END,
      judging = greatest(known.judging - ${judged}, 0),
      window_since = CASE WHEN known.updated_at < ${since} THEN ${at} ELSE known.window_since END,
      blocked_until = CASE
        WHEN known.updated_at < ${since} OR known.failures + 1 < ${FREE} THEN NULL
        WHEN known.failures + 1 >= ${MOST} THEN ${new Date(now + FORGOTTEN_MS)}::timestamptz
        ELSE ${at}::timestamptz + make_interval(secs => least(${LONGEST_S}, 2 ^ least(known.failures + 1 - ${FREE}, 20)))
        END,
      updated_at = ${at}`
}

/** A guess that was right after all, or was not judged, was none. */
export async function refundGuess(
  db: AuthDatabase,
  subject: string,
  turn: GuessTurn,
): Promise<void> {
  if (turn.type === 'wait') return
  const row = db.updateTable('throttles').where('subject', '=', subject)
  await (
    turn.counted
      ? row
          .set((known) => ({ failures: known('failures', '-', 1), blocked_until: null }))
          .where('failures', '>', 0)
      : row.set((known) => ({ judging: known('judging', '-', 1) })).where('judging', '>', 0)
  ).execute()
}

/** Makes up for all the wrong guesses of these subjects. */
export async function forgetGuesses(db: AuthDatabase, subjects: readonly string[]): Promise<void> {
  await db.deleteFrom('throttles').where('subject', 'in', subjects).execute()
}

/** Forgets counters that count no more. */
export async function purgeGuesses(db: AuthDatabase, now: number): Promise<void> {
  await db
    .deleteFrom('throttles')
    .where('updated_at', '<', new Date(now - FORGOTTEN_MS))
    .execute()
}

/** Whose guesses are counted together: by an alias of the address, known or not, since people type passwords there. */
export const accountSubject = (seals: Pick<Seals, 'alias'>, email: string): string =>
  `account:${seals.alias(email.toLowerCase())}`
