import type { AuthDatabase } from '@argus/db/auth'

/** A token that proves nothing any more, by its `jti`, until its own time is over. */
export interface RevokedToken {
  readonly jti: string
  readonly userId: string
  readonly expiresAt: Date
}

/** Puts tokens on the deny-list; one that is there already stays as it is. Users that are gone need no entry. */
export async function deny(
  tx: AuthDatabase,
  tokens: readonly RevokedToken[],
  at: Date,
): Promise<void> {
  for (const { jti, userId, expiresAt } of tokens) {
    await tx
      .insertInto('revoked_tokens')
      .columns(['token_jti', 'user_id', 'revoked_at', 'expires_at'])
      .expression((query) =>
        query
          .selectFrom('users')
          .select((row) => [
            row.val(jti).as('token_jti'),
            'users.id',
            row.val(at).as('revoked_at'),
            row.val(expiresAt).as('expires_at'),
          ])
          .where('users.id', '=', userId),
      )
      .onConflict((conflict) => conflict.column('token_jti').doNothing())
      .execute()
  }
}

/** Whether a token is on the deny-list. An answer only after a read: what cannot be asked throws. */
export async function isDenied(db: AuthDatabase, jti: string): Promise<boolean> {
  const row = await db
    .selectFrom('revoked_tokens')
    .select('token_jti')
    .where('token_jti', '=', jti)
    .executeTakeFirst()
  return row !== undefined
}
