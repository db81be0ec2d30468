import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase } from '@argus/db/auth'
import { sql } from 'kysely'

/** How many log-ins may fail in a window of so many milliseconds. */
interface Rate {
  readonly attempts: number
  readonly windowMs: number
}

/** Of one address: enough for an office behind one, far too few for a list of passwords. */
const ADDRESS: Rate = { attempts: 50, windowMs: 5 * 60_000 }
/** Of all together: a tenth of what one core can hash, so that a storm from many addresses leaves room for everybody. */
const TOTAL: Rate = { attempts: 600, windowMs: 60_000 }

export interface LogInSource {
  readonly ip: string | null
  /** It comes from a device from which its user has logged in before. */
  readonly known: boolean
}

/**
 * Refuses a log-in while too many have failed of its address (an IPv6 network of 64 bits is one) or, unless it comes
 * from a known device, of all together. Throws a Refusal `too_many` that says how long to wait.
 */
export async function requireLogInRate(
  db: AuthDatabase,
  source: LogInSource,
  now: number,
): Promise<void> {
  for (const { subject, rate } of countersOf(source)) {
    const { rows } = await sql<{ failures: number; since: Date }>`
      SELECT failures, window_since AS since FROM throttles WHERE subject = ${subject}`.execute(db)
    const forMs = waitOf(rows[0], rate, now)
    if (forMs === 0) continue
    throw new Refusal('too_many', 'too many log-ins failed; wait before the next', {
      retryAfterMs: forMs,
    })
  }
}

/** Counts a log-in that failed. Each counter is one statement, so none of many at the same moment is overlooked. */
export async function countFailedLogIn(
  db: AuthDatabase,
  source: LogInSource,
  now: number,
): Promise<void> {
  const at = new Date(now)
  for (const { subject, rate } of countersOf(source)) {
    const since = new Date(now - rate.windowMs)
    await sql`
      INSERT INTO throttles AS known (subject, failures, window_since, updated_at)
      VALUES (${subject}, 1, ${at}, ${at})
      ON CONFLICT (subject) DO UPDATE SET
        failures = CASE WHEN known.window_since <= ${since} THEN 1 ELSE known.failures + 1 END,
        window_since = CASE WHEN known.window_since <= ${since} THEN ${at} ELSE known.window_since END,
        updated_at = ${at}`.execute(db)
  }
}

/** How long nothing more is judged, in milliseconds. */
function waitOf(
  counted: { readonly failures: number; readonly since: Date } | undefined,
  { attempts, windowMs }: Rate,
  now: number,
): number {
  if (counted === undefined || counted.failures < attempts) return 0
  return Math.max(0, counted.since.getTime() + windowMs - now)
}

const countersOf = ({ ip, known }: LogInSource) => [
  { subject: addressSubject(ip), rate: ADDRESS },
  ...(known ? [] : [{ subject: TOTAL_SUBJECT, rate: TOTAL }]),
]

const TOTAL_SUBJECT = sql<string>`'total'`

const addressSubject = (ip: string | null) =>
  ip === null
    ? sql<string>`'address:unknown'`
    : sql<string>`'address:' || CASE family(${ip}::inet)
        WHEN 6 THEN text(network(set_masklen(${ip}::inet, 64))) ELSE host(${ip}::inet) END`
