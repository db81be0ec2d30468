import type { AttentionRule } from '@argus/contracts/plugin-summary'

import { DAY_MS, type CountedObject } from './bucketing.ts'
import { comparing, DEFAULT_SORT } from './row-compare.ts'

/** The objects that a rule speaks of: what ends soonest first, else the worst first. */
export function attentionOf(
  rule: AttentionRule,
  objects: readonly CountedObject[],
  now: number,
): readonly CountedObject[] {
  const found = objects.filter((object) => wants(rule, object, now))
  const rows = new Map(found.map(({ row }) => [row.id, row]))
  const usual = comparing((id) => rows.get(id), DEFAULT_SORT)
  return found.toSorted((a, b) => untilOf(rule, a) - untilOf(rule, b) || usual(a.row.id, b.row.id))
}

function wants(rule: AttentionRule, { row, cell }: CountedObject, now: number): boolean {
  if ('health' in rule) return rule.health.includes(row.item.health)
  const value = cell(rule.column)
  if ('is' in rule) return value !== undefined && value !== null && rule.is.includes(String(value))
  return typeof value === 'number' && value - now < rule.daysLeftBelow * DAY_MS
}

function untilOf(rule: AttentionRule, { cell }: CountedObject): number {
  const value = 'daysLeftBelow' in rule ? cell(rule.column) : 0
  return typeof value === 'number' ? value : 0
}
