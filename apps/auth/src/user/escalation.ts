import type { Grant, Permission } from '@argus/contracts/grant'
import { Refusal } from '@argus/contracts/refusal-code'
import { INTERNAL_GROUP } from '@argus/contracts/topic'
import type { AuthTransaction } from '@argus/db/auth'

import { ownerHas } from './api-key-grants.ts'
import { grantsOfUser } from './grants.ts'

/** Where something is granted: everywhere, in a cluster, or in a namespace of it. */
export interface Place {
  readonly cluster: string | null
  readonly namespace: string | null
}

export const EVERYWHERE: Place = { cluster: null, namespace: null }

/** The right to give and take roles in a place. */
export const mayAssignIn = (place: Place): Grant => ({
  role: 'roles update',
  ...place,
  permissions: [{ apiGroup: INTERNAL_GROUP, resource: 'roles', verb: 'update' }],
})

/** What a role permits where it is given, as a Grant each. */
export function grantsIn(
  role: { readonly name: string; readonly permissions: readonly Permission[] },
  places: readonly Place[],
): readonly Grant[] {
  return places.map(({ cluster, namespace }) => {
    return { role: role.name, cluster, namespace, permissions: [...role.permissions] }
  })
}

/**
 * The first of these Grants that somebody with `own` does not have whole, if any. As Kubernetes has it for `escalate`
 * and `bind`: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
 */
export function excess(own: readonly Grant[], wanted: readonly Grant[]): Grant | undefined {
  return wanted.find((grant) => !ownerHas(own, grant))
}

/** Throws a Refusal where somebody with `own` would give, or take, what they do not have in that place. */
export function refuseEscalation(own: readonly Grant[], wanted: readonly Grant[]): void {
  const beyond = excess(own, wanted)
  if (beyond === undefined) return
  throw new Refusal(
    'not_allowed',
    `${beyond.role} ${spelled(beyond)} permits what you may not do there; ask somebody who may do all of it`,
  )
}

/**
 * Throws a Refusal where a user may do what somebody with `own` may not: who could change such a user's password,
 * address or factors could become that user.
 */
export async function refuseTakeOver(
  tx: AuthTransaction,
  own: readonly Grant[],
  userId: string,
): Promise<void> {
  if (excess(own, await grantsOfUser(tx, userId)) === undefined) return
  throw new Refusal(
    'not_allowed',
    'this user may do what you may not; ask somebody who may do all of it',
  )
}

function spelled({ cluster, namespace }: Place): string {
  if (cluster === null) return 'everywhere'
  return namespace === null ? `in cluster ${cluster}` : `in namespace ${namespace} of ${cluster}`
}
