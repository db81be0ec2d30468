import type { AuthDatabase } from '@argus/db/auth'
import { sql } from 'kysely'

/** A user as a login needs it. */
export interface User {
  readonly id: string
  readonly email: string
  readonly displayName: string
  readonly passwordHash: string | null
  readonly disabledAt: Date | null
  /** After this the password proves nothing; `null` for one that its owner chose. */
  readonly passwordExpiresAt: Date | null
}

/** The user of an e-mail address, whatever its case. */
export async function userByEmail(db: AuthDatabase, email: string): Promise<User | undefined> {
  // PostgreSQL keeps no text with this character, so nobody has such an address; it would be an error, not an answer.
  if (email.includes('\0')) return undefined
  return selectUsers(db)
    .where(sql`lower(email)`, '=', sql`lower(${email})`)
    .executeTakeFirst()
}

/** The user with this id, who may have been deleted since it was written down. */
export async function userById(db: AuthDatabase, id: string): Promise<User | undefined> {
  return selectUsers(db).where('id', '=', id).executeTakeFirst()
}

function selectUsers(db: AuthDatabase) {
  return db
    .selectFrom('users')
    .select([
      'id',
      'email',
      'display_name as displayName',
      'password_hash as passwordHash',
      'disabled_at as disabledAt',
      'password_expires_at as passwordExpiresAt',
    ])
}
