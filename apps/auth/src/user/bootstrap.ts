import { writeFile } from 'node:fs/promises'

import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'
import { sql } from 'kysely'

import type { Bootstrap } from '../config.ts'
import { audit } from '../ledger/audit.ts'
import { OURSELVES } from '../ledger/request-origin.ts'
import { FIRST_ADMINISTRATOR } from './first-administrator.ts'
import { generatePassword, oneTimeColumns } from './one-time-password.ts'
import type { Passwords } from './password-hash.ts'
import { userByEmail } from './users.ts'

const DEVELOPMENT_PASSWORD = 'admin'

/** This installation may not start as it is; the message says what to do. */
export class BootstrapError extends Error {
  override readonly name = 'BootstrapError'
}

export interface BootstrapOptions {
  readonly db: AuthDatabase
  readonly passwords: Passwords
  readonly bootstrap: Bootstrap
  readonly clock: { now(): number }
}

/** What came of it: `none` also where this was done before. */
export type Bootstrapped = 'none' | 'made'

/**
 * Makes the first administrator in an installation that never had one, as the operator chose. Refuses an installation
 * whose administrator still has the development password where development is over.
 */
export async function bootstrapAdministrator(options: BootstrapOptions): Promise<Bootstrapped> {
  const { db, passwords, bootstrap, clock } = options
  if (bootstrap.type !== 'development') await refuseDevelopmentPassword(db, passwords)
  if (bootstrap.type === 'none') return 'none'
  return db.transaction().execute(async (tx) => {
    await sql`SELECT pg_advisory_xact_lock(${BOOTSTRAP_LOCK})`.execute(tx)
    if (await hasHistory(tx)) return 'none'
    const hash = await passwords.hash(await passwordOf(bootstrap))
    const at = new Date(clock.now())
    // The login of development is there to be used again and again.
    const columns =
      bootstrap.type === 'development'
        ? { password_hash: hash }
        : oneTimeColumns(hash, at.getTime())
    await insertAdministrator(tx, columns, at)
    return 'made'
  })
}

/** Whether a user's password is still the one that the bootstrap gave them, by what history says of it. */
export async function hasBootstrapPassword(tx: AuthTransaction, userId: string): Promise<boolean> {
  const last = await tx
    .selectFrom('audit_log')
    .select('action')
    .where('target', '=', userId)
    .where('action', 'in', ['bootstrap.created', 'bootstrap.used', 'password.reset'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last?.action === 'bootstrap.created'
}

/** Any number that nothing else locks in this database. */
const BOOTSTRAP_LOCK = 727_100_002

async function refuseDevelopmentPassword(db: AuthDatabase, passwords: Passwords): Promise<void> {
  const user = await userByEmail(db, FIRST_ADMINISTRATOR)
  if (user === undefined || user.passwordHash === null) return
  if ((await passwords.verify(user.passwordHash, DEVELOPMENT_PASSWORD)) === 'wrong') return
  throw new BootstrapError(
    `${FIRST_ADMINISTRATOR} of this database still has the development password. Use a database of its own, or start with ARGUS_MODE=development and ARGUS_DEVELOPMENT_LOGIN=true.`,
  )
}

/** Once there was any user, a restart never makes one again, not even when all of them have been deleted. */
async function hasHistory(tx: AuthTransaction): Promise<boolean> {
  const user = await tx.selectFrom('users').select('id').limit(1).executeTakeFirst()
  if (user !== undefined) return true
  const done = await tx
    .selectFrom('audit_log')
    .select('id')
    .where('action', '=', 'bootstrap.created')
    .limit(1)
    .executeTakeFirst()
  return done !== undefined
}

async function passwordOf(bootstrap: Exclude<Bootstrap, { type: 'none' }>): Promise<string> {
  switch (bootstrap.type) {
    case 'development':
      return DEVELOPMENT_PASSWORD
    case 'supplied':
      return bootstrap.password
    case 'generated': {
      const password = generatePassword()
      await writeOnce(bootstrap.file, password)
      return password
    }
  }
}

/** Never over an existing file: what stands there may be the password that somebody is about to read. */
async function writeOnce(file: string, password: string): Promise<void> {
  try {
    await writeFile(file, `${password}\n`, { mode: 0o600, flag: 'wx' })
  } catch (cause) {
    throw new BootstrapError(
      `The first administrator's password cannot be written to ${file}. Remove a file that stands there, or name another one in ARGUS_BOOTSTRAP_FILE.`,
      { cause },
    )
  }
}

async function insertAdministrator(
  tx: AuthTransaction,
  columns: { readonly password_hash: string },
  at: Date,
): Promise<void> {
  const user = await tx
    .insertInto('users')
    .values({
      email: FIRST_ADMINISTRATOR,
      display_name: 'Administrator',
      ...columns,
      created_at: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('user_roles')
    .columns(['user_id', 'role_id'])
    .expression((query) =>
      query
        .selectFrom('roles')
        .select((row) => [row.val(user.id).as('user_id'), 'roles.id'])
        .where('roles.name', '=', 'admin'),
    )
    .execute()
  await audit(tx, OURSELVES, [
    { at, action: 'bootstrap.created', outcome: 'ok', resource: 'users', target: user.id },
  ])
}
