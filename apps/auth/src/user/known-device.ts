import { createHash, randomBytes } from 'node:crypto'

import type { AuthDatabase } from '@argus/db/auth'

/** A browser that shows who has logged in from it before: a secret for its cookie, and until when it is kept. */
export interface KnownDevice {
  readonly secret: string
  readonly expiresAt: Date
}

/** A browser that is not used for so long is unknown again. */
const KEPT_MS = 365 * 24 * 3_600_000

/** Whether the user has logged in before from the browser that shows this secret. */
export async function isKnownDevice(db: AuthDatabase, shown: Shown, now: number): Promise<boolean> {
  const found = await db
    .selectFrom('known_devices')
    .select('digest')
    .where('digest', '=', digestOf(shown.secret))
    .where('user_id', '=', shown.userId)
    .where('last_seen_at', '>', new Date(now - KEPT_MS))
    .executeTakeFirst()
  return found !== undefined
}

export interface Shown {
  readonly secret: string
  readonly userId: string
}

/** Remembers the browser of a login: under the secret it showed, where that is this user's, else under a new one. */
export async function rememberDevice(
  db: AuthDatabase,
  { secret, userId }: { readonly secret: string | undefined; readonly userId: string },
  now: number,
): Promise<KnownDevice> {
  const at = new Date(now)
  const expiresAt = new Date(now + KEPT_MS)
  if (secret !== undefined) {
    const seen = await db
      .updateTable('known_devices')
      .set({ last_seen_at: at })
      .where('digest', '=', digestOf(secret))
      .where('user_id', '=', userId)
      .returning('digest')
      .executeTakeFirst()
    if (seen !== undefined) return { secret, expiresAt }
  }
  const fresh = randomBytes(32).toString('base64url')
  await db
    .insertInto('known_devices')
    .values({ digest: digestOf(fresh), user_id: userId, created_at: at, last_seen_at: at })
    .execute()
  return { secret: fresh, expiresAt }
}

/** Forgets browsers that are not used any more. */
export async function purgeKnownDevices(db: AuthDatabase, now: number): Promise<void> {
  await db
    .deleteFrom('known_devices')
    .where('last_seen_at', '<=', new Date(now - KEPT_MS))
    .execute()
}

/** How its guesses are counted, apart from those of everybody else. */
export const deviceSubject = (secret: string): string =>
  `device:${digestOf(secret).toString('hex')}`

/** 256 random bits need no salt. */
const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()
