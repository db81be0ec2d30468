import { CLOCK_LEEWAY_SECONDS } from '@argus/contracts/claims'
import type { AuthDatabase } from '@argus/db/auth'
import { sql } from 'kysely'

/** One transaction holds its locks for no more rows than this. */
const BATCH = 1_000

/** Any number that nothing else locks in this database. */
const PURGE_LOCK = 727_100_004

/**
 * Empties the deny-list of tokens that no verifier takes any more, however its clock differs. Answers how many went; 0 also
 * where another replica is at it.
 */
export async function purgeRevokedTokens(db: AuthDatabase, now: number): Promise<number> {
  let purged = 0
  for (;;) {
    const batch = await purgeBatch(db, now)
    purged += batch
    if (batch < BATCH) return purged
  }
}

async function purgeBatch(db: AuthDatabase, now: number): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ ours: boolean }>`
      SELECT pg_try_advisory_xact_lock(${PURGE_LOCK}) AS ours`.execute(tx)
    if (rows[0]?.ours !== true) return 0
    const before = new Date(now - CLOCK_LEEWAY_SECONDS * 1_000)
    const result = await tx
      .deleteFrom('revoked_tokens')
      .where('id', 'in', (query) =>
        query
          .selectFrom('revoked_tokens')
          .select('id')
          .where('expires_at', '<', before)
          .orderBy('expires_at')
          .limit(BATCH),
      )
      .executeTakeFirst()
    return Number(result.numDeletedRows)
  })
}
