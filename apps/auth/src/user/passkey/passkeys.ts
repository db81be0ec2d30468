import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'

import type { NewKey } from './ceremony.ts'

/** A passkey as its owner sees it. */
export interface StoredPasskey {
  readonly id: string
  readonly userId: string
  readonly name: string
  readonly publicKey: Buffer
  readonly transports: readonly string[]
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
}

/** A user's passkeys, oldest first. */
export async function passkeysOf(
  db: AuthDatabase,
  userId: string,
): Promise<readonly StoredPasskey[]> {
  return selectPasskeys(db)
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

export async function passkeyById(
  db: AuthDatabase,
  id: string,
): Promise<StoredPasskey | undefined> {
  return selectPasskeys(db).where('id', '=', id).executeTakeFirst()
}

export interface NewPasskey {
  readonly userId: string
  readonly name: string
  readonly key: NewKey
  readonly transports: readonly string[]
  readonly at: Date
}

/** Keeps a passkey; `undefined` where this key is somebody's already. */
export async function insertPasskey(
  tx: AuthTransaction,
  { userId, name, key, transports, at }: NewPasskey,
): Promise<StoredPasskey | undefined> {
  const inserted = await tx
    .insertInto('passkeys')
    .values({
      id: key.id,
      user_id: userId,
      name,
      public_key: key.publicKey,
      counter: key.counter,
      transports: [...transports],
      created_at: at,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted && passkeyById(tx, key.id)
}

/** A passkey of one user: nobody names another's. */
export interface OwnPasskey {
  readonly userId: string
  readonly id: string
}

export async function renamePasskey(
  db: AuthDatabase,
  { userId, id }: OwnPasskey,
  name: string,
): Promise<StoredPasskey | undefined> {
  const renamed = await db
    .updateTable('passkeys')
    .set({ name })
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .returning('id')
    .executeTakeFirst()
  return renamed && passkeyById(db, id)
}

export async function removePasskey(
  tx: AuthTransaction,
  { userId, id }: OwnPasskey,
): Promise<boolean> {
  const removed = await tx
    .deleteFrom('passkeys')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .returning('id')
    .executeTakeFirst()
  return removed !== undefined
}

/** Answers how many there were. */
export async function removePasskeysOf(tx: AuthTransaction, userId: string): Promise<number> {
  const removed = await tx
    .deleteFrom('passkeys')
    .where('user_id', '=', userId)
    .returning('id')
    .execute()
  return removed.length
}

/**
 * Takes a use by its counter, which rises with each, or stays 0 on authenticators that do not count. `false`: it did not rise,
 * so there are two of this key (https://www.w3.org/TR/webauthn-3/#sctn-sign-counter).
 */
export async function countUse(
  tx: AuthTransaction,
  { id, counter, at }: { readonly id: string; readonly counter: number; readonly at: Date },
): Promise<boolean> {
  const counted = await tx
    .updateTable('passkeys')
    .set({ counter, last_used_at: at })
    .where('id', '=', id)
    .where((row) => (counter === 0 ? row('counter', '=', 0) : row('counter', '<', counter)))
    .returning('id')
    .executeTakeFirst()
  return counted !== undefined
}

function selectPasskeys(db: AuthDatabase) {
  return db
    .selectFrom('passkeys')
    .select([
      'id',
      'user_id as userId',
      'name',
      'public_key as publicKey',
      'transports',
      'created_at as createdAt',
      'last_used_at as lastUsedAt',
    ])
}
