import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase } from '@argus/db/auth'
import { sql, type RawBuilder } from 'kysely'

import { audit } from '../ledger/audit.ts'
import type { RequestOrigin } from '../ledger/request-origin.ts'

/** How many things may be counted in a window of so many milliseconds. */
export interface Rate {
  readonly attempts: number
  readonly windowMs: number
}

/** Something that is counted, over all replicas and restarts. */
export interface Counter {
  readonly subject: RawBuilder<string>
  readonly rate: Rate
  /** Whose it is, for history. */
  readonly by: 'address' | 'user' | 'all'
  /** What is told to whoever comes too often. */
  readonly message: string
}

/** A call that is held against counters. */
export interface Counted {
  readonly origin: RequestOrigin
  readonly now: number
}

/** Throws a Refusal `too_many`, which says how long to wait, while one of the counters is full. */
export async function requireRoom(
  db: AuthDatabase,
  counters: readonly Counter[],
  counted: Counted,
): Promise<void> {
  const asked = counters.map(({ subject }, at) => sql`(${at}::int, ${subject})`)
  const { rows } = await sql<Window>`
    SELECT at, failures, window_since AS since, blocked_until AS noted
    FROM (VALUES ${sql.join(asked)}) AS asked (at, subject) JOIN throttles USING (subject)
    ORDER BY at`.execute(db)
  for (const { at, failures, since, noted } of rows) {
    const counter = counters[at]
    if (counter === undefined || failures < counter.rate.attempts) continue
    const until = since.getTime() + counter.rate.windowMs
    if (until <= counted.now) continue
    if (noted?.getTime() !== until) await note(db, counter, { ...counted, until })
    throw new Refusal('too_many', counter.message, { retryAfterMs: until - counted.now })
  }
}

/** Counts one more, full or not. One statement, so that of many at the same moment none is overlooked. */
export async function count(db: AuthDatabase, counter: Counter, now: number): Promise<void> {
  await counting(counter, now).execute(db)
}

/** Counts one more where there is room, however many come at the same moment; throws as `requireRoom` where not. */
export async function take(db: AuthDatabase, counter: Counter, counted: Counted): Promise<void> {
  await requireRoom(db, [counter], counted) // Only reads: whoever is refused writes nothing.
  const { attempts, windowMs } = counter.rate
  const { rows } = await sql`
    ${counting(counter, counted.now)}
    WHERE known.failures < ${attempts} OR known.window_since <= ${new Date(counted.now - windowMs)}
    RETURNING subject`.execute(db)
  if (rows.length > 0) return
  await requireRoom(db, [counter], counted)
  throw new Refusal('too_many', counter.message, { retryAfterMs: 1_000 }) // It has just become free.
}

interface Window {
  /** Which of the counters that were asked for. */
  readonly at: number
  readonly failures: number
  readonly since: Date
  /** The end of the last window of which history has that it was full. */
  readonly noted: Date | null
}

/**
 * Writes down that a counter is full: once in a window, by whoever comes first over all replicas. A row for every call
 * would let those who are kept out fill history.
 */
async function note(
  db: AuthDatabase,
  { subject, rate, by }: Counter,
  { origin, now, until }: Counted & { readonly until: number },
): Promise<void> {
  const end = new Date(until)
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql`
      UPDATE throttles SET blocked_until = ${end}
      WHERE subject = ${subject} AND window_since = ${new Date(until - rate.windowMs)}
        AND blocked_until IS DISTINCT FROM ${end}
      RETURNING subject`.execute(tx)
    if (rows.length === 0) return
    const details = { by, until: end.toISOString() }
    const what = { action: 'login.throttled', outcome: 'refused', resource: 'sessions' } as const
    await audit(tx, origin, [{ at: new Date(now), ...what, details }])
  })
}

function counting({ subject, rate }: Counter, now: number) {
  const at = new Date(now)
  const since = new Date(now - rate.windowMs)
  return sql`
    INSERT INTO throttles AS known (subject, failures, window_since, updated_at)
    VALUES (${subject}, 1, ${at}, ${at})
    ON CONFLICT (subject) DO UPDATE SET
      failures = CASE WHEN known.window_since <= ${since} THEN 1 ELSE known.failures + 1 END,
      window_since = CASE WHEN known.window_since <= ${since} THEN ${at} ELSE known.window_since END,
      updated_at = ${at}`
}

/** An address as it is counted: an IPv6 network of 64 bits is one, since whoever has one has them all. */
export const addressOf = (ip: string | null): RawBuilder<string> =>
  ip === null
    ? sql<string>`'unknown'`
    : sql<string>`CASE family(${ip}::inet)
        WHEN 6 THEN text(network(set_masklen(${ip}::inet, 64))) ELSE host(${ip}::inet) END`
