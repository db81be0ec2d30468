import type { AuthDatabase } from '@argus/db/auth'
import { sql } from 'kysely'

import type { RequestOrigin } from '../ledger/request-origin.ts'
import { addressOf, count, requireRoom, type Counter, type Rate } from './rate.ts'

/** Of one address: enough for an office behind one, far too few for a list of passwords. */
const ADDRESS: Rate = { attempts: 50, windowMs: 5 * 60_000 }
/** Of all together: a tenth of what one core can hash, so that a storm from many addresses leaves room for everybody. */
const TOTAL: Rate = { attempts: 600, windowMs: 60_000 }

export interface LogInSource {
  readonly origin: RequestOrigin
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
  await requireRoom(db, countersOf(source), { origin: source.origin, now })
}

/** Counts a log-in that failed. */
export async function countFailedLogIn(
  db: AuthDatabase,
  source: LogInSource,
  now: number,
): Promise<void> {
  for (const counter of countersOf(source)) await count(db, counter, now)
}

function countersOf({ origin: { ip }, known }: LogInSource): readonly Counter[] {
  const message = 'too many log-ins failed; wait before the next'
  const address = sql<string>`'address:' || ${addressOf(ip)}`
  return [
    { subject: address, rate: ADDRESS, by: 'address', message },
    ...(known ? [] : [{ subject: sql<string>`'total'`, rate: TOTAL, by: 'all', message } as const]),
  ]
}
