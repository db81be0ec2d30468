import { auditLogEndpoints } from '@argus/contracts/http/audit-log'
import type { AuthDatabase } from '@argus/db/auth'

import { auditEntries, auditPage } from '../ledger/audit-log.ts'
import { json } from './call.ts'
import { guarded, type Route } from './route.ts'

/** `/api/audit-log`: what happened, a page at a time or all of it. */
export function auditLog({ db }: { readonly db: AuthDatabase }): readonly Route[] {
  return [
    guarded(auditLogEndpoints.list, async ({ query }) => json(await auditPage(db, query))),
    guarded(auditLogEndpoints.export, async ({ query }) => ({
      content: { type: 'json-lines', lines: auditEntries(db, query) },
    })),
  ]
}
