import type { Permission } from '@argus/contracts/grant'
import { INTERNAL_GROUP } from '@argus/contracts/topic'

import { plainText } from '../../../live/words.ts'
import { kindRows, type KindRow } from './kind-rows.ts'

/** What permissions come to, in a line: what is read, then what is administered. */
export function permissionsInShort(permissions: readonly Permission[]): string {
  const rows = kindRows([], permissions)
  const own = rows.filter(({ apiGroup }) => apiGroup === INTERNAL_GROUP)
  const read = rows.filter(({ apiGroup }) => apiGroup !== INTERNAL_GROUP)
  const parts = [
    ...(read.length === 0 ? [] : [`reads ${named(read, 'every kind')}`]),
    ...(own.length === 0 ? [] : [`administers ${named(own, 'all of Argus')}`]),
  ]
  return parts.length === 0 ? 'nothing' : plainText(parts.join(', '))
}

const named = (rows: readonly KindRow[], all: string): string =>
  rows.some(isEverything) ? all : shortened(rows)

const isEverything = ({ apiGroup, resource }: KindRow): boolean =>
  resource === '*' && (apiGroup === '*' || apiGroup === INTERNAL_GROUP)

function shortened(rows: readonly KindRow[]): string {
  const words = rows.map(({ apiGroup, resource }) =>
    resource === '*' ? `all of ${apiGroup}` : resource,
  )
  const shown = words.slice(0, MOST).join(', ')
  return words.length > MOST ? `${shown} and ${words.length - MOST} more` : shown
}

const MOST = 4
