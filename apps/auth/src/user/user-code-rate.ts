import type { AuthDatabase } from '@argus/db/auth'
import { sql } from 'kysely'

import { addressOf, take, type Counted, type Rate } from './rate.ts'

/**
 * Of one user: more than somebody types, and of a hundred terminals that wait at every moment a user who never stops
 * guessing finds one in about 160 years (20⁸ codes).
 */
const USER: Rate = { attempts: 30, windowMs: 10 * 60_000 }
/** Of one address: an office that sets up its machines. */
const ADDRESS: Rate = { attempts: 100, windowMs: 10 * 60_000 }

const message = 'too many codes were tried; wait before the next'

/**
 * Counts a user code before it is looked at, right or wrong (RFC 8628 §5.1). Throws a Refusal `too_many`, which says how
 * long to wait, where its user or its address has tried too many.
 */
export async function countUserCode(
  db: AuthDatabase,
  userId: string,
  counted: Counted,
): Promise<void> {
  const subject = sql<string>`${`user-code:user:${userId}`}::text`
  await take(db, { subject, rate: USER, by: 'user', message }, counted)
  const address = sql<string>`'user-code:address:' || ${addressOf(counted.origin.ip)}`
  await take(db, { subject: address, rate: ADDRESS, by: 'address', message }, counted)
}
