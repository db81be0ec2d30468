import type { AuthDatabase } from '@argus/db/auth'
import { sql } from 'kysely'

import { addressOf, take, type Counted, type Rate } from './rate.ts'

/** Of one address: an office whose people all come at nine. */
const ADDRESS: Rate = { attempts: 300, windowMs: 5 * 60_000 }
/** Of all together: what is begun is kept for ten minutes at most, so no more than 30,000 rows wait. */
const TOTAL: Rate = { attempts: 3_000, windowMs: 60_000 }
/** Of somebody who is logged in: more than anybody's fingers do. */
const USER: Rate = { attempts: 60, windowMs: 5 * 60_000 }

const message = 'too much was begun and not completed; wait before the next'

/**
 * Counts a log-in that anybody may begin and that leaves a row until it is completed or over. Throws a Refusal
 * `too_many`, which says how long to wait, where its address or all together have begun too many.
 */
export async function countBegunLogIn(db: AuthDatabase, counted: Counted): Promise<void> {
  const address = sql<string>`'begun:address:' || ${addressOf(counted.origin.ip)}`
  await take(db, { subject: address, rate: ADDRESS, by: 'address', message }, counted)
  const total = sql<string>`'begun:total'`
  await take(db, { subject: total, rate: TOTAL, by: 'all', message }, counted)
}

/** Counts what a user who is logged in begins with a passkey. Throws as above. */
export async function countBegunProof(
  db: AuthDatabase,
  userId: string,
  counted: Counted,
): Promise<void> {
  const subject = sql<string>`${`begun:user:${userId}`}::text`
  await take(db, { subject, rate: USER, by: 'user', message }, counted)
}
