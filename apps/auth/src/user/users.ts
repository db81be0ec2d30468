import type { AuthDatabase } from '@argus/db/auth'
import { sql } from 'kysely'

/** A user as a login needs it. */
export interface User {
  readonly id: string
  readonly email: string
  readonly displayName: string
  readonly passwordHash: string | null
  readonly disabledAt: Date | null
}

/** The user of an e-mail address, whatever its case. */
export async function userByEmail(db: AuthDatabase, email: string): Promise<User | undefined> {
  // PostgreSQL keeps no text with this character, so nobody has such an address; it would be an error, not an answer.
  if (email.includes('\0')) return undefined
  return db
    .selectFrom('users')
    .select([
      'id',
      'email',
      'display_name as displayName',
      'password_hash as passwordHash',
      'disabled_at as disabledAt',
    ])
    .where(sql`lower(email)`, '=', sql`lower(${email})`)
    .executeTakeFirst()
}
