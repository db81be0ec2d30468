import type { Health } from '@argus/contracts/row'

import type { FollowedKind } from './follow-kind.ts'
import { isSameCell, type ServerTable } from './server-table.ts'

/** What became of a kind: how many of its objects, how healthy, and where it differs from what the server prints. */
export interface KindReport {
  readonly resource: string
  readonly version: string
  readonly plugin: string | undefined
  readonly objects: number
  readonly columns: number
  readonly health: Readonly<Record<Health, number>>
  readonly differences: readonly string[]
}

/** Compares the rows of a kind with the server's own, column by column. */
export function compareKind(
  resource: string,
  { version, plugin, columns, refused, rows }: FollowedKind,
  { table, stored }: { readonly table: ServerTable; readonly stored: number },
): KindReport {
  const health = { Current: 0, InProgress: 0, Failed: 0, Terminating: 0, Unknown: 0 }
  for (const row of rows.values()) health[row.health] += 1
  const differences = [
    ...refused.map((why) => `a column is not shown: ${why}`),
    ...headers(columns, table),
    ...keys(rows, table, stored),
    ...[...table.rows].flatMap(([key, cells]) =>
      columns.flatMap(({ name, type }, at) => {
        const ours = rows.get(key)?.cells[at] ?? null
        const theirs = cells[at]
        if (isSameCell(ours, theirs, { type, table })) return []
        return [`${key} ${name}: ${JSON.stringify(ours)}, not ${JSON.stringify(theirs)}`]
      }),
    ),
  ]
  return {
    resource,
    version,
    plugin,
    objects: rows.size,
    columns: columns.length,
    health,
    differences,
  }
}

function headers(
  columns: FollowedKind['columns'],
  table: Pick<ServerTable, 'columns'>,
): readonly string[] {
  const told = (list: ServerTable['columns']) =>
    list.map(({ name, type, priority }) => `${name} ${type} ${priority}`).join(', ')
  const [ours, theirs] = [told(columns), told(table.columns)]
  return ours === theirs ? [] : [`columns ${ours}; not ${theirs}`]
}

function keys(
  rows: FollowedKind['rows'],
  table: Pick<ServerTable, 'rows'>,
  stored: number,
): readonly string[] {
  const missing = [...table.rows.keys()].filter((key) => !rows.has(key))
  const counted = rows.size === stored && table.rows.size === stored
  return [
    ...missing.map((key) => `${key} has no row`),
    ...(counted ? [] : [`${stored} stored, ${rows.size} rows, ${table.rows.size} printed`]),
  ]
}
