import { CLOCK_LEEWAY_SECONDS } from '@argus/contracts/claims'
import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'
import { sql } from 'kysely'

/** One transaction holds its locks for no more rows than this. */
const BATCH = 1_000

/** Any number that nothing else locks in this database. */
const PURGE_LOCK = 727_100_004

const LEEWAY_MS = CLOCK_LEEWAY_SECONDS * 1_000

/**
 * How long a Session that is over, and its refresh tokens, can still be looked up: who asks why they were logged out,
 * or which of their API keys ended, is told for a month. The audit log keeps longer than this what happened.
 */
const OVER_MS = 30 * 24 * 3_600_000

/**
 * Empties the deny-list of tokens that no verifier takes any more, however its clock differs. Answers how many went; 0 also
 * where another replica is at it.
 */
export async function purgeRevokedTokens(db: AuthDatabase, now: number): Promise<number> {
  return purge(db, (tx) =>
    tx
      .deleteFrom('revoked_tokens')
      .where('id', 'in', (query) =>
        query
          .selectFrom('revoked_tokens')
          .select('id')
          .where('expires_at', '<', new Date(now - LEEWAY_MS))
          .orderBy('expires_at')
          .limit(BATCH),
      )
      .executeTakeFirst(),
  )
}

/**
 * Forgets used refresh tokens that are refused for their own time, the leeway kept: before that their rows are what finds
 * a copy that is used again. The unused head of a Session stays as long as the Session.
 */
export async function purgeRefreshTokens(db: AuthDatabase, now: number): Promise<number> {
  return purge(db, (tx) =>
    tx
      .deleteFrom('refresh_tokens')
      .where('jti', 'in', (query) =>
        query
          .selectFrom('refresh_tokens')
          .select('jti')
          .where('used_at', 'is not', null)
          .where('expires_at', '<', new Date(now - LEEWAY_MS))
          .orderBy('expires_at')
          .limit(BATCH),
      )
      .executeTakeFirst(),
  )
}

/**
 * Forgets Sessions that have been over for a month, API keys among them. Their tokens stay refused: one whose Session is
 * not there proves nothing.
 */
export async function purgeSessions(db: AuthDatabase, now: number): Promise<number> {
  return purge(db, (tx) =>
    tx
      .deleteFrom('sessions')
      .where('id', 'in', (query) =>
        query
          .selectFrom('sessions')
          .select('id')
          .where(
            sql<Date>`least(revoked_at, idle_expires_at, absolute_expires_at)`,
            '<',
            new Date(now - OVER_MS),
          )
          .limit(BATCH),
      )
      .executeTakeFirst(),
  )
}

async function purge(
  db: AuthDatabase,
  deleteBatch: (tx: AuthTransaction) => Promise<{ readonly numDeletedRows: bigint }>,
): Promise<number> {
  let purged = 0
  for (;;) {
    const batch = await db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ ours: boolean }>`
        SELECT pg_try_advisory_xact_lock(${PURGE_LOCK}) AS ours`.execute(tx)
      if (rows[0]?.ours !== true) return 0
      return Number((await deleteBatch(tx)).numDeletedRows)
    })
    purged += batch
    if (batch < BATCH) return purged
  }
}
