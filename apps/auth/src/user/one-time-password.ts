import { randomBytes } from 'node:crypto'

import type { Passwords } from './password-hash.ts'

/** What `users` holds of a password that somebody else chose. */
export interface OneTimeColumns {
  readonly password_hash: string
  readonly must_change_password: true
  readonly password_expires_at: Date
  readonly password_short: false
}

/** A password for one login, shown to whoever asked for it and kept nowhere; and what is kept instead. */
export interface OneTimePassword {
  readonly password: string
  readonly columns: OneTimeColumns
}

/** A new one-time password for a user. It dies unused after a day, and with the login that it is used for. */
export async function oneTimePassword(passwords: Passwords, now: number): Promise<OneTimePassword> {
  const password = generatePassword()
  return { password, columns: oneTimeColumns(await passwords.hash(password), now) }
}

/** 192 random bits, in characters that survive every terminal. */
export const generatePassword = (): string => randomBytes(24).toString('base64url')

/** What makes a password a one-time password: its owner must replace it, and has a day to begin. */
export function oneTimeColumns(hash: string, now: number): OneTimeColumns {
  return {
    password_hash: hash,
    must_change_password: true,
    password_expires_at: new Date(now + LIFE_MS),
    password_short: false,
  }
}

const LIFE_MS = 24 * 3_600_000

/** Whether a password, though it fits, proves nothing any more. */
export function isSpent(
  { passwordExpiresAt }: { readonly passwordExpiresAt: Date | null },
  now: number,
): boolean {
  return passwordExpiresAt !== null && now >= passwordExpiresAt.getTime()
}
