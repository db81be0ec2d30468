import type { AuthTransaction } from '@argus/db/auth'

/**
 * A user's last second factor is gone: a password that was short because of it must be replaced before anything else.
 * It still logs in, since its owner has no other way.
 */
export async function requireLongerPassword(tx: AuthTransaction, userId: string): Promise<void> {
  await tx
    .updateTable('users')
    .set({ must_change_password: true })
    .where('id', '=', userId)
    .where('password_short', '=', true)
    .execute()
}
