import { createHash } from 'node:crypto'

import type { Subscribe } from '@argus/contracts/client-frame'
import { CLUSTER_COLUMNS, WATCH_COLUMNS } from '@argus/contracts/internal-topic'
import type { Record } from '@argus/contracts/record'
import type { Row } from '@argus/contracts/row'
import { INTERNAL_GROUP, type ResourceRef } from '@argus/contracts/topic'

import { filterText, namesKey, passes, type Filter } from './filter.ts'
import type { Sight } from './membership.ts'
import type { Reach } from './reach.ts'

/** Filter, shape and reach together: what of a Feed a View shows. Views of equal `text` are one View. */
export interface Lens extends Sight {
  readonly text: string
  /** Names the lens in Positions, equal on every gateway: a Position of another lens cannot be resumed. No secret. */
  readonly tag: string
  /** Whether members take what changed in an object instead of the object. */
  readonly patch: boolean
  /** Whether the Key may be named to a member, be it as gone. */
  names(key: string): boolean
}

export interface LensParts {
  readonly topic: ResourceRef
  readonly filter: Filter
  readonly shape: Subscribe['shape']
  readonly patch?: boolean
  readonly reach: Reach
}

export function lensOf({ topic, filter, shape, patch = false, reach }: LensParts): Lens {
  const text = JSON.stringify([patch ? 'patch' : shape, filterText(filter), reach.text])
  const counts = columnsOfCounts(topic)
  let tag: string | undefined
  return {
    shape: shape === 'object' ? 'object' : 'row', // counts look at rows
    text,
    patch,
    /** Made when it is asked for: of equal lenses, of which each reader brings one, all but the first are dropped. */
    get tag() {
      return (tag ??= createHash('sha256').update(text).digest('hex').slice(0, 8))
    },
    names: (key) => reach.names(key) && namesKey(filter, key),
    matches: (record) => reach.names(record.key) && passes(filter, record),
    rowOf: (record) =>
      counts.size === 0 || reach.totals(record.key) ? record.row : withoutCells(record, counts),
  }
}

/** Cells of Argus's own rows that count objects or kinds, whoever may list them. */
const COUNTS: ReadonlySet<string> = new Set(['Kinds live', 'Kinds followed', 'Objects'])

function columnsOfCounts({ group, resource }: ResourceRef): ReadonlySet<number> {
  if (group !== INTERNAL_GROUP) return new Set()
  const columns = resource === 'clusters' ? CLUSTER_COLUMNS : WATCH_COLUMNS
  return new Set(columns.flatMap(({ name }, index) => (COUNTS.has(name) ? [index] : [])))
}

function withoutCells({ row }: Record, indices: ReadonlySet<number>): Row {
  return { ...row, cells: row.cells.map((cell, index) => (indices.has(index) ? null : cell)) }
}
