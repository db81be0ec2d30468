import { internalEndpoints } from '@argus/contracts/http/internal'
import type { AuthDatabase } from '@argus/db/auth'

import { noticesAfter } from '../../ledger/notice.ts'
import { json } from '../call.ts'
import { internal, type Route } from '../route.ts'

/** `GET /internal/notices?after=`: the Notices after a number; without one, where they stand. */
export function notices(db: AuthDatabase): Route {
  return internal(internalEndpoints.notices, async ({ query }) =>
    json(await noticesAfter(db, query.after)),
  )
}
