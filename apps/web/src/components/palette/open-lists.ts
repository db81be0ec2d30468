import { INTERNAL_GROUP } from '@argus/contracts/topic'

import type { LiveRow } from '../../live/resource-store.ts'
import { nameOf, namespaceOf } from '../../live/row-compare.ts'
import type { TopicStores } from '../../live/topic-stores.ts'
import { plainText } from '../../live/words.ts'
import { writeOpen } from '../../search.ts'
import { LINES, type Entry, type Wanted } from './find.ts'

/** The list that an entry is in, and what its address says of it. */
export interface ListEntry extends Entry {
  readonly list: { readonly group: string; readonly resource: string }
  readonly said: { readonly open: string } | { readonly ns: string }
}

/** Objects by name, and namespaces, in the lists that are open: what this page holds anyway. */
export function inOpenLists(stores: TopicStores, wanted: Wanted): readonly ListEntry[] {
  return stores.lists().flatMap(({ request: { topic }, store }) => {
    if (topic.group === INTERNAL_GROUP) return []
    const list = { group: topic.group, resource: topic.resource }
    const found: ListEntry[] = []
    const spaces = new Set<string>()
    for (const { rows } of store.state().clusters.values())
      for (const row of rows.values()) {
        spaces.add(namespaceOf(row))
        if (wanted.type !== undefined && wanted.type !== 'object') continue
        // Of many thousand the first ones will do: who wants another writes more of its name.
        if (found.length < MOST && isNamed(row, wanted.words)) found.push(objectEntry(row, list))
      }
    spaces.delete('')
    return [...found, ...[...spaces].map((space) => spaceEntry(space, list))]
  })
}

const MOST = 20 * LINES

function isNamed(row: LiveRow, words: readonly string[]): boolean {
  const name = nameOf(row).toLowerCase()
  const place = `${row.cluster} ${namespaceOf(row)}`.toLowerCase()
  return (
    words.some((word) => name.includes(word)) &&
    words.every((word) => name.includes(word) || place.includes(word))
  )
}

function objectEntry(row: LiveRow, list: ListEntry['list']): ListEntry {
  const name = nameOf(row)
  const namespace = namespaceOf(row)
  return {
    id: `object:${list.group}/${list.resource}/${row.id}`,
    type: 'object',
    name: plainText(name),
    detail: plainText(
      [list.resource, row.cluster, namespace].filter((part) => part !== '').join(' · '),
    ),
    list,
    said: { open: writeOpen({ cluster: row.cluster, namespace, name }) },
  }
}

function spaceEntry(space: string, list: ListEntry['list']): ListEntry {
  return {
    id: `namespace:${list.group}/${list.resource}/${space}`,
    type: 'namespace',
    name: plainText(space),
    detail: `${list.resource} in this namespace`,
    list,
    said: { ns: space },
  }
}
