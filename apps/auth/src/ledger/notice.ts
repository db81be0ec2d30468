import type { NoticesAnswer } from '@argus/contracts/http/internal'
import { noticeSchema, type Notice } from '@argus/contracts/notice'
import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'
import { sql } from 'kysely'
import { z } from 'zod'

/**
 * Numbers and stores Notices. The last statement of a transaction: from here on it holds the one row of the counter, so
 * the commit that follows gives the numbers their order, and nobody else waits long.
 */
export async function post(
  tx: AuthTransaction,
  what: readonly Notice['what'][],
  at: Date,
): Promise<readonly Notice[]> {
  if (what.length === 0) return []
  const { rows } = await sql`
    WITH counted AS (UPDATE notice_counter SET seq = seq + ${what.length} RETURNING seq)
    INSERT INTO notices (seq, at, what)
    SELECT counted.seq - ${what.length} + given.place, ${at}, given.what
    FROM counted, jsonb_array_elements(${JSON.stringify(what)}::jsonb) WITH ORDINALITY AS given (what, place)
    RETURNING seq, at, what`.execute(tx)
  return noticesOf(rows).toSorted((one, other) => one.seq - other.seq)
}

/** How many Notices one answer holds; who is further behind asks again. */
const PAGE = 1_000

/**
 * Tells a database from one that was restored in its place, on its server or on another: the one table is another one, or the
 * server was started anew. What follows it is read again, which costs little, and is no less true where nothing was restored.
 */
const STORE = sql<string>`concat(extract(epoch FROM pg_postmaster_start_time()), '/', 'notice_counter'::regclass::oid)`

/** The Notices after a number, and where they stand, all of one moment; without a number only the latter. */
export async function noticesAfter(
  db: AuthDatabase,
  after: number | undefined,
): Promise<NoticesAnswer> {
  const { rows } = await sql<Counted>`
    SELECT counter.seq AS last, ${STORE} AS store,
           (SELECT min(seq) FROM notices) AS first,
           (SELECT coalesce(json_agg(page), '[]') FROM (
              SELECT seq, at, what FROM notices WHERE seq > ${after ?? Number.MAX_SAFE_INTEGER}
              ORDER BY seq LIMIT ${PAGE}) AS page) AS notices
    FROM notice_counter AS counter`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('notice_counter has lost its row')
  const { last, store, first } = row
  return { first: first ?? last + 1, last, store, notices: noticesOf(row.notices) }
}

interface Counted {
  readonly first: number | null
  readonly last: number
  readonly store: string
  readonly notices: readonly unknown[]
}

/** The newest number given. */
export async function lastNotice(db: AuthDatabase): Promise<number> {
  const { seq } = await db.selectFrom('notice_counter').select('seq').executeTakeFirstOrThrow()
  return seq
}

/** Readers that were away longer than this read everything again. */
const KEPT_MS = 24 * 3_600_000

/** Forgets Notices that nobody can still need. */
export async function trimNotices(db: AuthDatabase, now: number): Promise<void> {
  await db
    .deleteFrom('notices')
    .where('at', '<', new Date(now - KEPT_MS))
    .execute()
}

function noticesOf(rows: readonly unknown[]): Notice[] {
  return stored.parse(rows)
}

const stored = z.array(
  z
    .object({ seq: z.coerce.number(), at: z.coerce.date(), what: z.unknown() })
    .transform(({ seq, at, what }) => ({ seq, at: at.getTime(), what }))
    .pipe(noticeSchema),
)
