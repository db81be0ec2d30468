import type { Permission, Verb } from '@argus/contracts/grant'
import type { RoleWithPermissions } from '@argus/contracts/http/roles'
import { INTERNAL_GROUP } from '@argus/contracts/topic'

import { placeWords } from '../../../components/place-words.ts'
import { plainText } from '../../../live/words.ts'
import { kindRows, type KindName, type KindRow } from './kind-rows.ts'
import type { RoleDraft, Stored } from './role-draft.ts'

/** What a draft changes, a sentence each. */
export function changeWords({ role, assignments }: Stored, draft: RoleDraft): readonly string[] {
  const granted = draft.granted.map((one) => `Gives it to ${one.email} ${placeWords(one)}.`)
  const removed = assignments
    .filter(({ id }) => draft.removed.has(id))
    .map((one) => `Takes it from ${one.email} ${placeWords(one)}.`)
  const own =
    role === undefined
      ? [`Makes the role ${draft.name}.`, ...permissionWords([], draft.permissions)]
      : roleWords(role, draft)
  return [...own, ...granted, ...removed]
}

/** How a role differs from what it was, a sentence each. */
export function roleWords(
  from: Pick<RoleWithPermissions, 'name' | 'description' | 'permissions'>,
  to: Pick<RoleWithPermissions, 'name' | 'description'> & {
    readonly permissions: readonly Permission[]
  },
): readonly string[] {
  return [
    ...(from.name === to.name ? [] : [`Renames it from ${from.name} to ${to.name}.`]),
    ...(from.description === to.description ? [] : ['Changes its description.']),
    ...permissionWords(from.permissions, to.permissions),
  ]
}

function permissionWords(
  from: readonly Permission[],
  to: readonly Permission[],
): readonly string[] {
  return kindRows(from, to).flatMap((row) => [
    ...sentence('Permits', row, row.given.difference(row.stored)),
    ...sentence('No longer permits', row, row.stored.difference(row.given)),
  ])
}

function sentence(start: string, row: KindRow, verbs: ReadonlySet<Verb>): readonly string[] {
  if (verbs.size === 0) return []
  return [`${start} to ${listed([...verbs].map(verbWord))} ${kindWords(row)}.`]
}

/** A kind in a sentence. */
export function kindWords({ apiGroup, resource }: KindName): string {
  if (apiGroup === INTERNAL_GROUP)
    return resource === '*' ? 'everything that Argus keeps' : plainText(`${resource} of Argus`)
  const of = apiGroup === '*' ? 'of any group' : `of ${apiGroup}`
  if (resource !== '*') return plainText(`${resource} ${of}`)
  return apiGroup === '*' ? 'every kind' : plainText(`every kind ${of}`)
}

const verbWord = (verb: Verb): string => (verb === '*' ? 'do anything with' : verb)

/** a, b and c */
function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}
