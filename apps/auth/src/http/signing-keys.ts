import {
  signingKeysEndpoints,
  type SigningKeyDescription,
} from '@argus/contracts/http/signing-keys'
import type { AuthDatabase } from '@argus/db/auth'
import type { Seals } from '@argus/db/seal'

import type { Events } from '../events.ts'
import type { Announcer } from '../ledger/announcer.ts'
import type { KeyRecord } from '../token/rotation-schedule.ts'
import type { SigningKeys } from '../token/signing-keys.ts'
import { keyRecords } from '../token/stored-keys.ts'
import { requestRotation, revokeKey, type KeyActor } from '../token/turn-keys.ts'
import { json, type Caller } from './call.ts'
import { guarded, type Route } from './route.ts'

export interface SigningKeysOptions {
  readonly db: AuthDatabase
  readonly keys: SigningKeys
  readonly seals: Seals
  readonly announcer: Announcer
  readonly clock: { now(): number }
  readonly events: Events
}

/** `/api/auth/signing-keys`: seen, rotated and revoked by administrators. */
export function signingKeyCalls(options: SigningKeysOptions): readonly Route[] {
  return [list(options), rotate(options), revoke(options)]
}

function list({ db }: SigningKeysOptions): Route {
  return guarded(signingKeysEndpoints.list, async () =>
    json({ signingKeys: (await keyRecords(db)).map(described) }),
  )
}

function rotate({ db, keys, seals, clock, events }: SigningKeysOptions): Route {
  return guarded(signingKeysEndpoints.rotate, async ({ body: { use } }, caller) => {
    const turning = { use, seals, now: clock.now(), by: actorOf(caller) }
    const { kid, takesEffectAt } = await requestRotation(db, turning)
    await keys.reload()
    events.keyTurned({ what: 'make', use, kid })
    return json({ kid, use, takesEffectAt: new Date(takesEffectAt).toISOString() })
  })
}

function revoke({ db, keys, seals, announcer, clock, events }: SigningKeysOptions): Route {
  return guarded(signingKeysEndpoints.revoke, async ({ params: { kid } }, caller) => {
    const turning = { kid, seals, now: clock.now(), by: actorOf(caller) }
    const { key, replacedBy, notices } = await revokeKey(db, turning)
    // Before the others hear of it: they ask for the keys at once.
    await keys.reload()
    announcer.announce(notices)
    events.keyTurned({ what: 'revoke', use: key.use, kid })
    return json({ signingKey: described(key), replacedBy: replacedBy ?? null })
  })
}

const actorOf = ({ session, origin }: Caller): KeyActor => ({
  actor: { id: session.userId, email: session.email },
  sessionId: session.id,
  origin,
})

const described = ({ createdAt, stateSince, ...key }: KeyRecord): SigningKeyDescription => ({
  ...key,
  createdAt: new Date(createdAt).toISOString(),
  stateSince: new Date(stateSince).toISOString(),
})
