import type { Cell, Column } from '@argus/contracts/row'
import { z } from 'zod'

import { humanDuration } from './human-duration.ts'
import type { KubeClient } from './kube-client.ts'

/** What `kubectl get` prints of a kind, by the API server itself; and when it was asked and answered. */
export interface ServerTable {
  readonly columns: readonly z.infer<typeof columnSchema>[]
  readonly rows: ReadonlyMap<string, readonly unknown[]>
  readonly asked: number
  readonly answered: number
}

const columnSchema = z.object({
  name: z.string(),
  type: z.string(),
  priority: z.number(),
})

const tableSchema = z.object({
  columnDefinitions: z.array(columnSchema),
  rows: z.array(
    z.object({
      cells: z.array(z.unknown()),
      object: z.object({
        metadata: z.object({ name: z.string(), namespace: z.string().default('') }),
      }),
    }),
  ),
})

/** Asks for the table of a resource; the name, which every table begins with, is left out. */
export async function readServerTable(client: KubeClient, path: string): Promise<ServerTable> {
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io'
  const asked = Date.now()
  const text = await client.need({ method: 'GET', path: `${path}?includeObject=Metadata`, accept })
  const answered = Date.now()
  const { columnDefinitions, rows } = tableSchema.parse(JSON.parse(text, exactly))
  return {
    columns: columnDefinitions.slice(1),
    rows: new Map(
      rows.map(({ cells, object: { metadata } }) => [
        `${metadata.namespace}/${metadata.name}`,
        cells.slice(1),
      ]),
    ),
    asked,
    answered,
  }
}

/** Whether a cell of ours is what the server prints in this column. */
export function isSameCell(ours: Cell, theirs: unknown, { type, table }: CellContext): boolean {
  // A null is written as Go's templates write it; here it is an empty cell, as a missing field is.
  if (theirs === '<no value>') return ours === null
  if (type === 'date' && typeof ours === 'number') return agesOf(ours, table).has(String(theirs))
  return Object.is(ours, theirs ?? null)
}

export interface CellContext {
  readonly type: Column['type']
  readonly table: Pick<ServerTable, 'asked' | 'answered'>
}

/** A moment is printed as an age, at some second between question and answer. */
function agesOf(time: number, { asked, answered }: CellContext['table']): ReadonlySet<string> {
  const seconds = (now: number) => Math.trunc((now - time) / 1_000)
  const ages = new Set<string>()
  for (let age = seconds(asked) - 1; age <= seconds(answered) + 1; age += 1)
    ages.add(humanDuration(age))
  return ages
}

/** Integers beyond doubles as text, with every digit, as cells have them. */
function exactly(_key: string, value: unknown, { source }: { source?: string }): unknown {
  const inexact = typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER
  return inexact && source !== undefined ? source : value
}
