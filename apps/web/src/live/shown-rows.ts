import type { Health } from '@argus/contracts/row'

import type { LiveRow } from './resource-store.ts'

/** An order as it is shown: without what the filters leave out, with what left a moment ago. */
export interface Shown {
  readonly order: readonly string[]
  readonly ids: readonly string[]
  /** Rows that pass all filters but health, by health. */
  readonly counts: Map<Health, number>
  /** Rows that pass all filters. */
  readonly matching: number
}

/** What decides about a row. */
export interface Look {
  readonly rowOf: (id: string) => LiveRow | undefined
  /** All filters but health. */
  readonly passesOthers: (row: LiveRow) => boolean
  /** All filters. */
  readonly listed: (row: LiveRow) => boolean
  readonly isGhost: (id: string) => boolean
}

/** Looks at every row: some milliseconds for tens of thousands. */
export function lookThrough(order: readonly string[], look: Look): Shown {
  const ids: string[] = []
  const counts = new Map<Health, number>()
  let matching = 0
  for (const id of order) {
    const row = look.rowOf(id)
    if (row !== undefined && look.passesOthers(row)) count(counts, row, 1)
    if (row !== undefined && look.listed(row)) matching += 1
    else if (!look.isGhost(id)) continue
    ids.push(id)
  }
  return { order, ids, counts, matching }
}

/** Takes a change in; answers whether what is shown is still the same rows. Where it is not, it must be looked through anew. */
export function takeIn(
  { counts }: Shown,
  change: { readonly before: LiveRow | undefined; readonly after: LiveRow | undefined },
  look: Look,
): boolean {
  const { before, after } = change
  if (before === undefined || after === undefined) return false
  if (look.passesOthers(before) !== look.passesOthers(after)) return false
  if (look.listed(before) !== look.listed(after)) return false
  if (!look.passesOthers(after)) return true
  count(counts, before, -1)
  count(counts, after, 1)
  return true
}

function count(counts: Map<Health, number>, { item: { health } }: LiveRow, by: 1 | -1): void {
  counts.set(health, (counts.get(health) ?? 0) + by)
}
