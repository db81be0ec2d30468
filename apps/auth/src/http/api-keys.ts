import { apiKeysEndpoints } from '@argus/contracts/http/api-keys'
import type { AuthDatabase } from '@argus/db/auth'

import type { Announcer } from '../ledger/announcer.ts'
import { apiKeysOf } from '../session/api-key-list.ts'
import { createApiKey, revokeApiKey } from '../session/api-keys.ts'
import { done, json } from './call.ts'
import { guarded, type Route } from './route.ts'

export interface ApiKeysOptions {
  readonly db: AuthDatabase
  readonly announcer: Announcer
  readonly clock: { now(): number }
}

/** `/api/auth/api-keys`, a user's own, and `/api/users/{id}/api-keys`, for who administers them. */
export function apiKeys(options: ApiKeysOptions): readonly Route[] {
  return [
    listOwn(options),
    make(options),
    revokeOwn(options),
    listOfUser(options),
    revokeOfUser(options),
  ]
}

function listOwn({ db }: ApiKeysOptions): Route {
  return guarded(apiKeysEndpoints.list, async ({ query }, { session }) =>
    json(await apiKeysOf(db, { userId: session.userId, ...query })),
  )
}

function make({ db, clock }: ApiKeysOptions): Route {
  return guarded(apiKeysEndpoints.make, async ({ body }, { session, origin }) => {
    const made = await createApiKey(db, { owner: session, body, origin, now: clock.now() })
    return { ...json(made), status: 201 }
  })
}

function revokeOwn({ db, announcer, clock }: ApiKeysOptions): Route {
  return guarded(apiKeysEndpoints.revoke, async ({ params: { id } }, { session, origin }) => {
    const revoking = { id, userId: session.userId, by: session, origin, now: clock.now() }
    announcer.announce(await revokeApiKey(db, revoking))
    return done()
  })
}

function listOfUser({ db }: ApiKeysOptions): Route {
  return guarded(apiKeysEndpoints.listOfUser, async ({ params, query }) =>
    json(await apiKeysOf(db, { userId: params.id, ...query })),
  )
}

function revokeOfUser({ db, announcer, clock }: ApiKeysOptions): Route {
  return guarded(apiKeysEndpoints.revokeOfUser, async ({ params }, { session, origin }) => {
    const { id: userId, key: id } = params
    const revoking = { id, userId, by: session, origin, now: clock.now() }
    announcer.announce(await revokeApiKey(db, revoking))
    return done()
  })
}
