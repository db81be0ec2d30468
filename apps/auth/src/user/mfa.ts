import type { AuthDatabase } from '@argus/db/auth'

import { passkeysOf, type StoredPasskey } from './passkey/passkeys.ts'
import { recoveryCodesLeft } from './recovery-codes.ts'
import { hasTotp } from './totp-credentials.ts'

/** The second factors of a user. */
export interface Mfa {
  readonly totp: boolean
  readonly recoveryCodesLeft: number
  readonly passkeys: readonly StoredPasskey[]
}

export async function mfaOf(db: AuthDatabase, userId: string): Promise<Mfa> {
  return {
    totp: await hasTotp(db, userId),
    recoveryCodesLeft: await recoveryCodesLeft(db, userId),
    passkeys: await passkeysOf(db, userId),
  }
}

/** Whether a password alone is not enough. Recovery codes are a way round a factor, and none themselves. */
export async function isEnrolled(db: AuthDatabase, userId: string): Promise<boolean> {
  const { enrolled } = await db
    .selectNoFrom((query) =>
      query
        .or([
          query.exists(
            query
              .selectFrom('totp_credentials')
              .select('user_id')
              .where('user_id', '=', userId)
              .where('confirmed_at', 'is not', null),
          ),
          query.exists(query.selectFrom('passkeys').select('id').where('user_id', '=', userId)),
        ])
        .$castTo<boolean>()
        .as('enrolled'),
    )
    .executeTakeFirstOrThrow()
  return enrolled
}
