import { auditLogEndpoints, type AuditLogEntry } from '@argus/contracts/http/audit-log'

import type { SmallAnswer } from './small-account.ts'

/** What happened, as auth keeps it. */
export class SmallAudit {
  /** Newest first. */
  entries: readonly AuditLogEntry[] = []
  /** The queries so far, as they were asked. */
  readonly asked: string[] = []

  /** Nothing where it is not about the audit log. */
  answer(call: string): SmallAnswer | undefined {
    const [, path, query = ''] = /^GET (\/api\/audit-log(?:\/export)?)\??(.*)$/u.exec(call) ?? []
    if (path === undefined) return undefined
    this.asked.push(query)
    const given = Object.fromEntries(new URLSearchParams(query))
    if (path.endsWith('/export')) {
      const filters = auditLogEndpoints.export.query.parse(given)
      const lines = this.entries.filter((entry) => fits(entry, filters))
      return { status: 200, text: lines.map((entry) => `${JSON.stringify(entry)}\n`).join('') }
    }
    const { before = Infinity, limit, ...filters } = auditLogEndpoints.list.query.parse(given)
    const found = this.entries.filter((entry) => entry.id < before && fits(entry, filters))
    const entries = found.slice(0, limit)
    const next = found.length > limit ? (entries.at(-1)?.id ?? null) : null
    return { status: 200, body: { entries, next } }
  }
}

interface Filters {
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly target?: string | undefined
  readonly outcome?: string | undefined
  readonly request?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

function fits(entry: AuditLogEntry, filters: Filters): boolean {
  const { actor, action, target, outcome, request, from, to } = filters
  return (
    (actor === undefined || [entry.actor?.id, entry.actor?.email].includes(actor)) &&
    (action === undefined || isAction(entry.action, action)) &&
    (target === undefined || entry.target === target) &&
    (outcome === undefined || entry.outcome === outcome) &&
    (request === undefined || entry.requestId === request) &&
    (from === undefined || entry.at >= from) &&
    (to === undefined || entry.at < to)
  )
}

const isAction = (action: string, asked: string): boolean =>
  asked.endsWith('*') ? action.startsWith(asked.slice(0, -1)) : action === asked
