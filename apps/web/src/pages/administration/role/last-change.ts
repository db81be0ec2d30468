import { auditLogSchema } from '@argus/contracts/http/audit-log'

import { ApiError } from '../../../session/api-error.ts'
import type { Calls } from '../../calls/use-calls.ts'

/** Who changed a role last, and when. */
export interface LastChange {
  readonly who: string
  readonly at: number
}

/** Nothing where the reader may not read the audit log, or it has nothing to say. */
export async function readLastChange(calls: Calls, id: string): Promise<LastChange | undefined> {
  try {
    const path = `/api/audit-log?target=${id}&action=role.changed&limit=1`
    const [entry] = (await calls.ask({ path, answer: auditLogSchema })).entries
    if (entry === undefined) return undefined
    return { who: entry.actor?.email ?? 'Somebody', at: Date.parse(entry.at) }
  } catch (error) {
    // That somebody did is known without it.
    if (error instanceof ApiError) return undefined
    throw error
  }
}
