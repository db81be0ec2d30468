import type { TopicShape } from '@argus/contracts/record'
import type { Cell } from '@argus/contracts/row'

import { misused } from '../failure.ts'
import { placeOf } from './columns.ts'
import type { ReadItem } from './read-list.ts'

/** Items by cluster and key: as reads have them. */
export function inOrder(items: readonly ReadItem[]): readonly ReadItem[] {
  return items.toSorted((a, b) => compareTexts(a.cluster, b.cluster) || compareTexts(a.key, b.key))
}

/** Items by a column of theirs; what has nothing there goes last. */
export function byColumn(
  items: readonly ReadItem[],
  wanted: string,
  shapes: ReadonlyMap<string, TopicShape>,
): readonly ReadItem[] {
  const names = [...shapes.values()].flatMap(({ columns }) => columns.map(({ name }) => name))
  const lower = wanted.toLowerCase()
  const own = OWN[lower]
  if (own !== undefined) return sorted(items, own)
  const name = names.find((each) => each.toLowerCase() === lower)
  if (name === undefined)
    throw misused(
      `There is no column "${wanted}" to sort by`,
      `There is ${[...new Set([...Object.keys(OWN), ...names])].join(', ')}; or give a path: .metadata.name.`,
    )
  return sorted(items, ({ cluster, cells }) => {
    const shape = shapes.get(cluster)
    return shape === undefined ? null : (cells[placeOf(shape, name)] ?? null)
  })
}

/** By whatever is found in each; what is found nowhere goes last. */
export function sorted<T>(items: readonly T[], valueOf: (item: T) => unknown): readonly T[] {
  return items
    .map((item) => ({ item, value: valueOf(item) ?? null }))
    .toSorted((a, b) => compareValues(a.value, b.value))
    .map(({ item }) => item)
}

const OWN: Readonly<Record<string, (item: ReadItem) => Cell>> = {
  cluster: ({ cluster }) => cluster,
  namespace: ({ key }) => key.slice(0, key.indexOf('/')),
  name: ({ key }) => key.slice(key.indexOf('/') + 1),
  health: ({ health }) => health,
  created: ({ created }) => created,
  changed: ({ changed }) => changed,
}

function compareValues(a: unknown, b: unknown): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return compareTexts(textOf(a), textOf(b))
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

/** Numbers within names by their value: `node-9` before `node-10`. */
const collator = new Intl.Collator('en', { numeric: true })
const compareTexts = (a: string, b: string): number => collator.compare(a, b)
