import { health, type Health } from '@argus/contracts/row'

import type { ListQuery } from './live/list-query.ts'
import { DEFAULT_SORT, type SortKey } from './live/row-compare.ts'
import { plainText } from './live/words.ts'

/** What an address says beside its path: plain texts, lists comma-separated. Defaults are left out. */
export type Search = { readonly [K in SearchName]?: string | undefined }
type SearchName =
  | 'clusters'
  | 'ns'
  | 'q'
  | 'health'
  | 'sort'
  | 'labels'
  | 'cel'
  | 'cols'
  | 'density'
  | 'open'
  | 'tab'
  | 'path'
  | 'by'
  | 'role'
  | 'state'
  | 'with'
  | 'part'
  | 'as'
  | 'at'
  | 'next'
  | 'copy'
  | 'from'
  | 'to'
  | 'actor'
  | 'action'
  | 'target'
  | 'outcome'
  | 'request'
  | 'error'
  | 'client'
  | 'redirect_uri'
  | 'code_challenge'
  | 'terminal'

/** Takes what a page knows out of an address; the rest is dropped. */
export function searchOf<N extends SearchName>(
  ...names: readonly N[]
): (raw: Readonly<Record<string, unknown>>) => { readonly [K in N]?: string | undefined } {
  return (raw) => {
    const found: { [K in N]?: string | undefined } = {}
    for (const name of names) {
      const value = raw[name]
      if (typeof value === 'string' && value !== '') found[name] = value
    }
    return found
  }
}

export interface ReadSearch {
  readonly query: ListQuery
  /** Sentences about what this version does not know and left out. */
  readonly ignored: readonly string[]
}

/** A list's filters and order as its address says them. `columns`: names of the kind's own columns, in their order. */
export function readListSearch(search: Search, columns: readonly string[]): ReadSearch {
  const ignored: string[] = []
  const healths = listOf(search.health).flatMap((text): Health[] => {
    const parsed = health.safeParse(text)
    if (!parsed.success) ignored.push(unknownValue('health', text))
    return parsed.success ? [parsed.data] : []
  })
  const keys = listOf(search.sort).flatMap((text): SortKey[] => {
    const key = sortKey(text, columns)
    // Before the columns are known nothing can be said about their names.
    if (key === undefined && columns.length > 0) ignored.push(unknownValue('sort', text))
    return key === undefined ? [] : [key]
  })
  const query = {
    text: search.q ?? '',
    health: healths,
    clusters: listOf(search.clusters),
    namespaces: listOf(search.ns),
    sort: keys.length === 0 ? DEFAULT_SORT : keys,
  }
  return { query, ignored }
}

/** The text of an order in an address; nothing for the order that lists have by themselves. */
export function writeSort(
  keys: readonly SortKey[],
  columns: readonly string[],
): string | undefined {
  const text = keys
    .map(
      ({ field, descending }) =>
        `${descending ? '-' : ''}${typeof field === 'number' ? columns[field] : field}`,
    )
    .join(',')
  return text === '' || text === DEFAULT_TEXT ? undefined : text
}

/** A list in an address, sorted so that equal views have equal addresses; nothing for an empty one. */
export function writeList(values: Iterable<string>): string | undefined {
  const text = [...new Set(values)].toSorted((a, b) => (a < b ? -1 : 1)).join(',')
  return text === '' ? undefined : text
}

export function listOf(text: string | undefined): readonly string[] {
  return (text ?? '').split(',').filter((part) => part !== '')
}

/** The object that `open` names. */
export interface OpenObject {
  readonly cluster: string
  /** Empty for a cluster-scoped object. */
  readonly namespace: string
  readonly name: string
}

/** `cluster/namespace/name`, `_` standing for the namespace of a cluster-scoped object. */
export function writeOpen({ cluster, namespace, name }: OpenObject): string {
  return `${cluster}/${namespace === '' ? '_' : namespace}/${name}`
}

export function readOpen(text: string | undefined): OpenObject | undefined {
  const [cluster, namespace, name, ...rest] = (text ?? '').split('/')
  if (!cluster || !namespace || !name || rest.length > 0) return undefined
  return { cluster, namespace: namespace === '_' ? '' : namespace, name }
}

/** One object of one kind. */
export interface ObjectAddress extends OpenObject {
  readonly group: string
  readonly resource: string
}

/** As the path of an object's page has it. */
export function objectParams(address: ObjectAddress): ObjectAddress {
  return { ...address, namespace: address.namespace === '' ? '_' : address.namespace }
}

/** The object that the path of a page names. */
export function readObjectParams(params: ObjectAddress): ObjectAddress {
  return { ...params, namespace: params.namespace === '_' ? '' : params.namespace }
}

const FIELDS = ['health', 'name', 'namespace', 'cluster', 'reason', 'changed', 'age'] as const
const DEFAULT_TEXT = DEFAULT_SORT.map(({ field }) => field).join(',')

function sortKey(text: string, columns: readonly string[]): SortKey | undefined {
  const descending = text.startsWith('-')
  const name = descending ? text.slice(1) : text
  const field = FIELDS.find((known) => known === name) ?? columns.indexOf(name)
  return field === -1 ? undefined : { field, descending }
}

/** What is said of a value that this version does not know. */
export function unknownValue(field: string, value: string): string {
  return plainText(`The link asked for ${field}=${value}, which does not exist. It was ignored.`)
}
