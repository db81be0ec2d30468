import { MAX_PREFERENCES_BYTES, meEndpoints } from '@argus/contracts/http/me'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase } from '@argus/db/auth'

import { json } from './call.ts'
import { guarded, type Route } from './route.ts'

export interface PreferencesOptions {
  readonly db: AuthDatabase
  readonly clock: { now(): number }
}

/**
 * `GET` and `PUT /api/users/me/preferences`. The one change without an audit row: it says how a user likes the console,
 * nobody's rights hang on it, and a console that keeps every sorted column would bury what matters.
 */
export function preferences({ db, clock }: PreferencesOptions): readonly Route[] {
  return [
    guarded(meEndpoints.preferences, async (_, { session }) => {
      const kept = await db
        .selectFrom('preferences')
        .select(['settings', 'updated_at'])
        .where('user_id', '=', session.userId)
        .executeTakeFirst()
      return json({
        settings: kept?.settings ?? {},
        updatedAt: kept?.updated_at.toISOString() ?? null,
      })
    }),
    guarded(meEndpoints.setPreferences, async ({ body }, { session: { userId } }) => {
      const settings = JSON.stringify(body.settings)
      if (Buffer.byteLength(settings) > MAX_PREFERENCES_BYTES)
        throw new Refusal('too_large', 'the settings are larger than 48 KiB; delete a saved view')
      const updatedAt = new Date(clock.now())
      await db
        .insertInto('preferences')
        .values({ user_id: userId, settings, updated_at: updatedAt })
        .onConflict((conflict) =>
          conflict.column('user_id').doUpdateSet({ settings, updated_at: updatedAt }),
        )
        .execute()
      return json({ settings: body.settings, updatedAt: updatedAt.toISOString() })
    }),
  ]
}
