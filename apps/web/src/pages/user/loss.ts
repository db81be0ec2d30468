import type { Effective } from '@argus/contracts/http/roles'
import { INTERNAL_GROUP } from '@argus/contracts/topic'

/** What may be done in one place. */
export type ScopeRights = Effective['scopes'][number]
type Rights = ScopeRights['permissions'][number]
type Verb = Rights['verbs'][number]

/** The rights of today that nothing gives any more afterwards, by place. */
export function lossOf(
  today: Pick<Effective, 'scopes'>,
  after: Pick<Effective, 'scopes'>,
): readonly ScopeRights[] {
  return today.scopes.flatMap((scope) => {
    const left = after.scopes.filter((other) => reaches(other, scope))
    const permissions = scope.permissions.flatMap((rights): Rights[] => {
      const verbs = rights.verbs.filter((verb) => !left.some((one) => gives(one, rights, verb)))
      return verbs.length === 0 ? [] : [{ ...rights, verbs }]
    })
    return permissions.length === 0 ? [] : [{ ...scope, permissions }]
  })
}

/** Whether all of a place lies in another. */
function reaches(
  wide: Pick<ScopeRights, 'cluster' | 'namespace'>,
  { cluster, namespace }: Pick<ScopeRights, 'cluster' | 'namespace'>,
): boolean {
  if (wide.cluster === null) return true
  return wide.cluster === cluster && (wide.namespace === null || wide.namespace === namespace)
}

function gives({ permissions }: ScopeRights, asked: Rights, verb: Verb): boolean {
  return permissions.some(
    ({ apiGroup, resource, verbs }) =>
      (verbs.includes(verb) || verbs.includes('*')) && coversKind({ apiGroup, resource }, asked),
  )
}

type Kind = Pick<Rights, 'apiGroup' | 'resource'>

/** `*` covers neither Argus's own nor what is sensitive: rather too much is told as lost than too little. */
function coversKind(wide: Kind, { apiGroup, resource }: Kind): boolean {
  if (wide.apiGroup === apiGroup && wide.resource === resource) return true
  if (SENSITIVE.has(resource)) return false
  const group = wide.apiGroup === apiGroup || (wide.apiGroup === '*' && apiGroup !== INTERNAL_GROUP)
  return group && wide.resource === '*'
}

const SENSITIVE: ReadonlySet<string> = new Set([
  'secrets',
  'serviceaccounts/token',
  'certificatesigningrequests',
])
