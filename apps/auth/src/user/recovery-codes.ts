import { createHash, randomBytes } from 'node:crypto'

import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'

const CODES = 10
/**
 * 120 bits: from 112 on a plain digest is enough, since nobody can try them all
 * (https://pages.nist.gov/800-63-4/sp800-63b.html, §3.1.2.2).
 */
const CODE_BYTES = 15
/** Crockford's: no letter that is taken for a digit (https://www.crockford.com/base32.html). */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** Replaces a user's recovery codes; the new ones are shown to their owner and kept as digests only. */
export async function replaceRecoveryCodes(
  tx: AuthTransaction,
  userId: string,
  at: Date,
): Promise<readonly string[]> {
  const codes = Array.from({ length: CODES }, newCode)
  await removeRecoveryCodes(tx, userId)
  await tx
    .insertInto('recovery_codes')
    .values(codes.map((code) => ({ digest: digestOf(code), user_id: userId, created_at: at })))
    .execute()
  return codes
}

/** Takes a code, once; answers whether it was one of the user's that is left. */
export async function useRecoveryCode(
  tx: AuthTransaction,
  { userId, code }: { readonly userId: string; readonly code: string },
  at: Date,
): Promise<boolean> {
  const used = await tx
    .updateTable('recovery_codes')
    .set({ used_at: at })
    .where('digest', '=', digestOf(code))
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .returning('user_id')
    .executeTakeFirst()
  return used !== undefined
}

/** How many codes of a user are unused. */
export async function recoveryCodesLeft(db: AuthDatabase, userId: string): Promise<number> {
  const { left } = await db
    .selectFrom('recovery_codes')
    .select((query) => query.fn.countAll<string>().as('left'))
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(left)
}

export async function removeRecoveryCodes(tx: AuthTransaction, userId: string): Promise<void> {
  await tx.deleteFrom('recovery_codes').where('user_id', '=', userId).execute()
}

/** Four characters a group, as they are read from paper. */
function newCode(): string {
  const bits = [...randomBytes(CODE_BYTES)]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
  const characters = (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five, 2)])
  return (characters.join('').match(/.{4}/g) ?? []).join('-')
}

/** Of the code without what people add or change when they type it. */
const digestOf = (code: string): Buffer =>
  createHash('sha256')
    .update('argus recovery code')
    .update(code.toLowerCase().replaceAll(/[\s-]/g, ''))
    .digest()
