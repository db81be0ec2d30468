import type { UserAnswer } from '@argus/contracts/http/users'
import { Refusal } from '@argus/contracts/refusal-code'
import { storeCode, type AuthDatabase, type AuthTransaction } from '@argus/db/auth'
import { sql } from 'kysely'

import type { OneTimeColumns } from './one-time-password.ts'

export interface AccountsQuery {
  readonly search?: string | undefined
  /** The name of a role that they have somewhere. */
  readonly role?: string | undefined
  readonly state?: 'active' | 'disabled' | undefined
  /** The last address of the page before, in lower case. */
  readonly after?: string | undefined
  readonly limit: number
}

export interface AccountsPage {
  readonly users: UserAnswer[]
  readonly next: string | null
}

/** The users by e-mail address, those of the role and state whose address or name begins with what is searched. */
export async function accounts(
  db: AuthDatabase,
  { search, role, state, after, limit }: AccountsQuery,
): Promise<AccountsPage> {
  const rows = await selectAccounts(db)
    .$if(search !== undefined, (query) =>
      query.where(
        sql<boolean>`(starts_with(lower(email), lower(${search})) OR starts_with(lower(display_name), lower(${search})))`,
      ),
    )
    .$if(role !== undefined, (query) =>
      query.where(
        sql<boolean>`EXISTS (SELECT FROM user_roles JOIN roles ON roles.id = user_roles.role_id
          WHERE user_roles.user_id = users.id AND roles.name = ${role})`,
      ),
    )
    .$if(state !== undefined, (query) =>
      query.where('disabled_at', state === 'active' ? 'is' : 'is not', null),
    )
    .$if(after !== undefined, (query) => query.where(sql`lower(email)`, '>', sql`lower(${after})`))
    .orderBy(sql`lower(email)`)
    .limit(limit + 1)
    .execute()
  const users = rows.slice(0, limit).map(told)
  return { users, next: rows.length > limit ? (users.at(-1)?.email ?? null) : null }
}

/** A user; throws a Refusal where there is none. */
export async function accountById(db: AuthDatabase, id: string): Promise<UserAnswer> {
  const row = await selectAccounts(db).where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw new Refusal('not_found', 'no such user')
  return told(row)
}

/**
 * The same, held until the commit: nobody logs in as this user or changes them meanwhile. What only refers to them goes
 * on, as a log-out does that holds a Session which this transaction will want.
 */
export async function lockAccount(tx: AuthTransaction, id: string): Promise<UserAnswer> {
  const row = await selectAccounts(tx).where('id', '=', id).forNoKeyUpdate().executeTakeFirst()
  if (row === undefined) throw new Refusal('not_found', 'no such user')
  return told(row)
}

export interface NewAccount {
  readonly email: string
  readonly displayName: string
  readonly password: OneTimeColumns
  readonly at: Date
}

/** Throws a Refusal where the address is somebody's. */
export async function insertAccount(
  tx: AuthTransaction,
  { email, displayName, password, at }: NewAccount,
): Promise<UserAnswer> {
  const made = await tx
    .insertInto('users')
    .values({ email, display_name: displayName, created_at: at, ...password })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (made === undefined) throw taken()
  return accountById(tx, made.id)
}

/** Throws a Refusal where the address is somebody else's. */
export async function renameAccount(
  tx: AuthTransaction,
  { id, email, displayName }: Pick<UserAnswer, 'id' | 'email' | 'displayName'>,
): Promise<void> {
  const renaming = tx
    .updateTable('users')
    .set({ email, display_name: displayName })
    .where('id', '=', id)
    .execute()
  await renaming.catch((error: unknown) => {
    throw storeCode(error) === UNIQUE_VIOLATION ? taken() : error
  })
}

/** https://www.postgresql.org/docs/16/errcodes-appendix.html */
const UNIQUE_VIOLATION = '23505'

/** Keeps a user out from then on; with `null` lets them in. */
export async function setDisabled(tx: AuthTransaction, id: string, at: Date | null): Promise<void> {
  await tx.updateTable('users').set({ disabled_at: at }).where('id', '=', id).execute()
}

/** With all that is theirs, but not what history says of them. */
export async function deleteAccount(tx: AuthTransaction, id: string): Promise<void> {
  await tx.deleteFrom('users').where('id', '=', id).execute()
}

const taken = (): Refusal => new Refusal('conflict', 'another user has this e-mail address')

function selectAccounts(db: AuthDatabase) {
  return db
    .selectFrom('users')
    .select([
      'id',
      'email',
      'display_name as displayName',
      'created_at as createdAt',
      'last_login_at as lastLoginAt',
      'disabled_at as disabledAt',
      'must_change_password as mustChangePassword',
      sql<boolean>`password_hash IS NOT NULL`.as('hasPassword'),
    ])
}

type Stored = Omit<UserAnswer, 'createdAt' | 'lastLoginAt' | 'disabledAt'> & {
  readonly createdAt: Date
  readonly lastLoginAt: Date | null
  readonly disabledAt: Date | null
}

const told = ({ createdAt, lastLoginAt, disabledAt, ...user }: Stored): UserAnswer => ({
  ...user,
  createdAt: createdAt.toISOString(),
  lastLoginAt: lastLoginAt?.toISOString() ?? null,
  disabledAt: disabledAt?.toISOString() ?? null,
})
