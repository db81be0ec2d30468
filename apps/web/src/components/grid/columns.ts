import type { TopicShape } from '@argus/contracts/record'
import type { Cell, Column } from '@argus/contracts/row'

import type { Field, LiveRow } from '../../live/resource-store.ts'
import { nameOf, namespaceOf, type SortField } from '../../live/row-compare.ts'
import { plainText } from '../../live/words.ts'

/** How a cell is shown: `time` as the time gone by since, the rest as text; `health` and `cluster` have forms of their own. */
type CellForm = 'health' | 'name' | 'cluster' | 'text' | 'number' | 'mono' | 'time'

export interface ColumnSpec {
  readonly id: string
  /** What an address calls it. */
  readonly name: string
  /** Whether it is shown before anybody chose. */
  readonly usual: boolean
  readonly title: string
  readonly sort: SortField
  readonly form: CellForm
  /** A size of CSS grid. */
  readonly width: string
  readonly least: number
  /** The field whose change tints the cell. */
  readonly field: Field | undefined
  readonly value: (row: LiveRow) => Cell
}

/** The columns of a list: ours around the kind's own. Widths are worked out once for a kind, so nothing shifts later. */
export function columnsOf(
  shape: TopicShape | undefined,
  sample: readonly LiveRow[],
): readonly ColumnSpec[] {
  const own = (shape?.columns ?? []).flatMap((column, index) =>
    OURS.has(column.name) ? [] : [ownColumn(column, index, sample)],
  )
  const namespace = shape?.namespaced === false ? [] : [NAMESPACE]
  return [HEALTH, NAME, ...namespace, clusterColumn(sample), ...own, REASON, CHANGED, AGE]
}

/** Beside an open object there is room for what one walks a list by. */
export function narrow(columns: readonly ColumnSpec[]): readonly ColumnSpec[] {
  return columns.flatMap((column) => {
    const width = column.id === 'cluster' ? column.least : NARROW[column.id]
    return width === undefined
      ? []
      : [{ ...column, width: `minmax(${width}px, ${width}fr)`, least: width }]
  })
}

const NARROW: Readonly<Record<string, number>> = {
  health: 112,
  name: 140,
  reason: 110,
  changed: 74,
}

/** What rows have anyway. */
const OURS: ReadonlySet<string> = new Set(['Name', 'Namespace', 'Age', 'NAME', 'NAMESPACE', 'AGE'])

function ownColumn(column: Column, index: number, sample: readonly LiveRow[]): ColumnSpec {
  const form = formOf(column, index, sample)
  const texts = sample.map(({ item }) => String(item.cells[index] ?? ''))
  const longest = Math.max(
    column.name.length + 2,
    ...texts.map((text) => Math.min(text.length, 30)),
  )
  const wanted = Math.ceil(longest * (form === 'mono' ? 7.6 : 7) + 18)
  const least = form === 'time' ? 88 : Math.max(60, Math.min(wanted, 116))
  const rigid = `${Math.max(least, Math.min(wanted, 150))}px`
  return {
    id: `cell-${index}`,
    name: column.name,
    usual: column.priority === 0,
    title: plainText(column.name),
    sort: index,
    form,
    width: form === 'text' ? `minmax(${least}px, ${Math.min(wanted, 230)}fr)` : rigid,
    least,
    field: index,
    value: ({ item }) => item.cells[index] ?? null,
  }
}

function formOf({ type }: Column, index: number, sample: readonly LiveRow[]): CellForm {
  if (type === 'date') return 'time'
  if (type === 'integer' || type === 'number') return 'number'
  const values = sample
    .map(({ item }) => item.cells[index])
    .filter((cell) => typeof cell === 'string')
  // Revisions, hashes and addresses are read letter by letter.
  return values.length > 0 && values.every((text) => /^(?=.*\d)[\da-f.:/-]{7,}$/u.test(text))
    ? 'mono'
    : 'text'
}

const HEALTH: ColumnSpec = {
  id: 'health',
  name: 'health',
  usual: true,
  title: 'Health',
  sort: 'health',
  form: 'health',
  width: '116px',
  least: 116,
  field: 'health',
  value: ({ item }) => item.health,
}

const NAME: ColumnSpec = {
  id: 'name',
  name: 'name',
  usual: true,
  title: 'Name',
  sort: 'name',
  form: 'name',
  width: 'minmax(150px, 200fr)',
  least: 150,
  field: undefined,
  value: nameOf,
}

const NAMESPACE: ColumnSpec = {
  id: 'namespace',
  name: 'namespace',
  usual: true,
  title: 'Namespace',
  sort: 'namespace',
  form: 'text',
  width: 'minmax(90px, 112fr)',
  least: 90,
  field: undefined,
  value: namespaceOf,
}

/** With room for the sign that a cluster is not live: names must not be cut when it matters most. */
function clusterColumn(sample: readonly LiveRow[]): ColumnSpec {
  const longest = Math.max(8, ...sample.map(({ cluster }) => Math.min(cluster.length, 24)))
  const least = longest * 7 + 40
  return {
    id: 'cluster',
    name: 'cluster',
    usual: true,
    title: 'Cluster',
    sort: 'cluster',
    form: 'cluster',
    width: `minmax(${least}px, ${least}fr)`,
    least,
    field: undefined,
    value: ({ cluster }) => cluster,
  }
}

const REASON: ColumnSpec = {
  id: 'reason',
  name: 'reason',
  usual: true,
  title: 'Reason',
  sort: 'reason',
  form: 'text',
  width: 'minmax(160px, 330fr)',
  least: 160,
  field: 'reason',
  value: ({ item }) => item.reason,
}

const CHANGED: ColumnSpec = {
  id: 'changed',
  name: 'changed',
  usual: true,
  title: 'Changed',
  sort: 'changed',
  form: 'time',
  width: '80px',
  least: 80,
  field: undefined,
  value: ({ item }) => item.changed,
}

const AGE: ColumnSpec = {
  id: 'age',
  name: 'age',
  usual: true,
  title: 'Age',
  sort: 'age',
  form: 'time',
  width: '80px',
  least: 80,
  field: undefined,
  value: ({ item }) => item.created,
}
