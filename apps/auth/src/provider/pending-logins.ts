import { createHash, randomBytes } from 'node:crypto'

import type { AuthDatabase } from '@argus/db/auth'
import type { SealedColumn } from '@argus/db/reseal'
import type { Place, Seals } from '@argus/db/seal'
import { z } from 'zod'

import type { LoginSecrets } from './identity-provider.ts'

interface PendingLogin {
  readonly secrets: LoginSecrets
  readonly returnTo: string
}

/** What the browser keeps in a cookie: that it is the one that left. */
interface Left {
  readonly browser: string
  readonly expiresAt: Date
}

/** Logins that are at the provider. They are in the database, so that any replica takes them up. */
export interface PendingLogins {
  begin(login: PendingLogin, now: number): Promise<Left>
  /** Takes a login up, once; `undefined` where there is none of this state, this browser and this time. */
  take(state: string, browser: string, now: number): Promise<PendingLogin | undefined>
}

/** New ones for a login; guessed by nobody. */
export const makeSecrets = (fresh: boolean): LoginSecrets => ({
  state: random(),
  nonce: random(),
  verifier: random(),
  fresh,
})

/** Long enough for a person with a second factor to look for. */
const LIFE_MS = 10 * 60_000

export function pendingLogins(db: AuthDatabase, seals: Seals): PendingLogins {
  return {
    async begin({ secrets, returnTo }, now) {
      const browser = random()
      const digest = digestOf(secrets.state)
      const sealed = seals.seal(Buffer.from(secrets.verifier), placeOf(digest))
      const expiresAt = new Date(now + LIFE_MS)
      await db
        .insertInto('provider_logins')
        .values({
          digest,
          nonce: secrets.nonce,
          verifier_sealed: sealed.bytes,
          kek_id: sealed.kekId,
          browser_digest: digestOf(browser),
          return_to: returnTo,
          fresh: secrets.fresh,
          created_at: new Date(now),
          expires_at: expiresAt,
        })
        .execute()
      return { browser, expiresAt }
    },
    async take(state, browser, now) {
      const digest = digestOf(state)
      // Another browser spends nothing: its owner's login goes on.
      const row = await db
        .deleteFrom('provider_logins')
        .where('digest', '=', digest)
        .where('browser_digest', '=', digestOf(browser))
        .returningAll()
        .executeTakeFirst()
      if (row === undefined || now >= row.expires_at.getTime()) return undefined
      const sealed = { bytes: row.verifier_sealed, kekId: row.kek_id }
      const verifier = seals.unseal(sealed, placeOf(digest)).toString()
      const { nonce, fresh, return_to: returnTo } = row
      return { secrets: { state, nonce, verifier, fresh }, returnTo }
    },
  }
}

/** Forgets logins that nobody came back from. */
export async function purgePendingLogins(db: AuthDatabase, now: number): Promise<void> {
  await db.deleteFrom('provider_logins').where('expires_at', '<', new Date(now)).execute()
}

/** 256 bits; as a verifier of the least length that PKCE permits (RFC 7636 §4.1). */
const random = (): string => randomBytes(32).toString('base64url')

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Where the verifiers lie, for who changes the key they are sealed under. */
export const SEALED_VERIFIERS: SealedColumn = {
  table: 'provider_logins',
  key: 'digest',
  sealed: 'verifier_sealed',
  placeOf: (key) => placeOf(z.instanceof(Buffer).parse(key)),
}

const placeOf = (digest: Buffer): Place => ({
  table: 'provider_logins',
  field: 'verifier',
  record: digest.toString('hex'),
})
