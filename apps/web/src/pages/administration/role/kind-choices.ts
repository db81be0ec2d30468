import type { Permission } from '@argus/contracts/grant'
import { groupName, INTERNAL_GROUP, resourceName } from '@argus/contracts/topic'

import type { KindName } from './kind-rows.ts'
import type { SeenKind } from './seen-objects.ts'

/** A kind that can be added to a role. */
export interface KindChoice extends KindName {
  readonly title: string
}

/** Kinds by name or group that a role does not have yet, at most so many; a text that is a kind itself stands first. */
export function kindChoices(
  known: readonly SeenKind[],
  given: readonly Permission[],
  text: string,
): readonly KindChoice[] {
  const wanted = text.trim().toLowerCase()
  const all: readonly KindChoice[] = [
    ...known.map(({ group, resource, title }) => ({ apiGroup: group, resource, title })),
    { apiGroup: '*', resource: '*', title: 'Every kind' },
    ...OWN,
  ]
  const found = all.filter(({ apiGroup, resource, title }) =>
    [title, resource, apiGroup].some((name) => name.toLowerCase().includes(wanted)),
  )
  const written = writtenKind(wanted)
  const named = written !== undefined && !all.some((one) => isKind(one, written)) ? [written] : []
  return [...named, ...found]
    .filter((choice) => !given.some((one) => isKind(one, choice)))
    .slice(0, MOST)
}

/** `deployments.apps`, `pods.core`, `*.cert-manager.io`, `secrets.*`: the resource, a dot, the group. */
function writtenKind(text: string): KindChoice | undefined {
  const dot = text.indexOf('.')
  if (dot < 1) return undefined
  const resource = text.slice(0, dot)
  const apiGroup = text.slice(dot + 1)
  const isResource = resource === '*' || resourceName.safeParse(resource).success
  const isGroup = apiGroup === '*' || groupName.safeParse(apiGroup).success
  if (!isResource || !isGroup) return undefined
  return { apiGroup, resource, title: resource === '*' ? 'Every kind' : resource }
}

const isKind = (one: KindName, other: KindName): boolean =>
  one.apiGroup === other.apiGroup && one.resource === other.resource

/** What Argus keeps itself. */
const OWN: readonly KindChoice[] = [
  ['users', 'Users'],
  ['roles', 'Roles'],
  ['sessions', 'Sessions'],
  ['api-keys', 'API keys'],
  ['audit-log', 'Audit log'],
  ['clusters', 'Clusters'],
  ['plugins', 'Plugins'],
  ['signing-keys', 'Signing keys'],
  ['*', 'All of Argus'],
].map(([resource = '', title = '']) => ({ apiGroup: INTERNAL_GROUP, resource, title }))

const MOST = 50
