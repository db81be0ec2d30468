import { parseObjectKey } from '@argus/contracts/key'
import type { ReadTopic } from '@argus/contracts/http/resources'
import type { TopicShape } from '@argus/contracts/record'
import type { Cell } from '@argus/contracts/row'

import { ageOf } from '../output/age.ts'
import { columnsOf, placeOf } from './columns.ts'
import type { ReadItem } from './read-list.ts'

export interface Shown {
  readonly topics: readonly Pick<ReadTopic, 'topic' | 'shape'>[]
  /** More than one cluster is meant, so each row says its own. */
  readonly severalClusters: boolean
  /** More than one namespace is meant. */
  readonly severalNamespaces: boolean
  readonly wide: boolean
}

/** What a list has for every row, and how a row of a cluster is written. */
export interface ListTable {
  readonly header: readonly string[]
  row(item: ReadItem, now: number): readonly string[]
}

/** The table of a kind: where it is, its name and health, then the kind's own columns, as the cluster's definition has them. */
export function listTable({ topics, ...shown }: Shown): ListTable {
  const shapes = new Map(topics.map(({ topic, shape }) => [topic.cluster, shape]))
  const all = [...shapes.values()]
  const columns = columnsOf(all, shown.wide)
  const namespaced = all.some((shape) => shape.namespaced) && shown.severalNamespaces
  const ageless = !columns.some(({ name }) => name.toLowerCase() === 'age')
  return {
    header: [
      ...(shown.severalClusters ? ['cluster'] : []),
      ...(namespaced ? ['namespace'] : []),
      'name',
      'health',
      ...columns.map(({ name }) => name),
      ...(ageless ? ['age'] : []),
      ...(shown.wide ? ['reason'] : []),
    ],
    row(item, now) {
      const { namespace, name } = parseObjectKey(item.key)
      const shape = shapes.get(item.cluster)
      return [
        ...(shown.severalClusters ? [item.cluster] : []),
        ...(namespaced ? [namespace] : []),
        name,
        item.health,
        ...columns.map((column) => cellText(item, { shape, name: column.name, now })),
        ...(ageless ? [ageOf(item.created, now)] : []),
        ...(shown.wide ? [item.reason] : []),
      ]
    },
  }
}

interface Place {
  readonly shape: TopicShape | undefined
  readonly name: string
  readonly now: number
}

function cellText({ cells }: ReadItem, { shape, name, now }: Place): string {
  if (shape === undefined) return ''
  const at = placeOf(shape, name)
  const cell = cells[at]
  if (cell === undefined || cell === null) return ''
  return shape.columns[at]?.type === 'date' ? moment(cell, now) : String(cell)
}

/** A time that is to come (a certificate ends) is not an age. */
function moment(cell: Cell, now: number): string {
  if (typeof cell !== 'number') return String(cell)
  return cell > now + AHEAD_MS ? `in ${ageOf(now, cell)}` : ageOf(cell, now)
}

/** Clocks differ. */
const AHEAD_MS = 60_000
