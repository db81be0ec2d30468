import { rolesEndpoints } from '@argus/contracts/http/roles'
import type { AuthDatabase } from '@argus/db/auth'

import type { Announcer } from '../ledger/announcer.ts'
import { audit } from '../ledger/audit.ts'
import { post } from '../ledger/notice.ts'
import { auditOf, withAuthority } from '../session/authority.ts'
import { keepAnAdministrator } from '../user/administrators.ts'
import {
  assignmentById,
  assignmentsOf,
  deleteAssignment,
  insertAssignment,
} from '../user/assignments.ts'
import { grantsIn, mayAssignIn, refuseEscalation } from '../user/escalation.ts'
import { raiseAuthzVersion } from '../user/grants.ts'
import { roleById } from '../user/roles.ts'
import { done, json } from './call.ts'
import { guarded, type Route } from './route.ts'

export interface AssignmentsOptions {
  readonly db: AuthDatabase
  readonly announcer: Announcer
  readonly clock: { now(): number }
}

/** `/api/roles/assignments`: who has which role where. Sockets follow within seconds. */
export function assignments(options: AssignmentsOptions): readonly Route[] {
  return [list(options), assign(options), unassign(options)]
}

function list({ db }: AssignmentsOptions): Route {
  return guarded(rolesEndpoints.assignments, async ({ query }) =>
    json(await assignmentsOf(db, query)),
  )
}

function assign({ db, announcer, clock }: AssignmentsOptions): Route {
  return guarded(rolesEndpoints.assign, async ({ body }, { session, origin }) => {
    const change = { session, origin, now: clock.now() }
    const { made, notices } = await withAuthority(db, change, async (tx, own) => {
      refuseEscalation(own, [mayAssignIn(body)])
      refuseEscalation(own, grantsIn(await roleById(tx, body.roleId), [body]))
      const at = new Date(change.now)
      const made = await insertAssignment(tx, body, at)
      const { userId, roleId, role, cluster, namespace } = made
      await audit(tx, origin, [
        {
          ...auditOf(change),
          action: 'role.assigned',
          resource: 'users',
          target: userId,
          cluster,
          details: { assignment: made.id, roleId, role, cluster, namespace, source: 'manual' },
        },
      ])
      return { made, notices: await post(tx, await raiseAuthzVersion(tx, [userId]), at) }
    })
    announcer.announce(notices)
    return { ...json(made), status: 201 }
  })
}

function unassign({ db, announcer, clock }: AssignmentsOptions): Route {
  return guarded(rolesEndpoints.unassign, async ({ params }, { session, origin }) => {
    const change = { session, origin, now: clock.now() }
    const notices = await withAuthority(db, change, async (tx, own) => {
      const given = await assignmentById(tx, params.id)
      refuseEscalation(own, [mayAssignIn(given)])
      refuseEscalation(own, grantsIn(await roleById(tx, given.roleId), [given]))
      await keepAnAdministrator(tx, () => deleteAssignment(tx, given))
      const { userId, roleId, role, cluster, namespace } = given
      await audit(tx, origin, [
        {
          ...auditOf(change),
          action: 'role.unassigned',
          resource: 'users',
          target: userId,
          cluster,
          details: { assignment: given.id, roleId, role, cluster, namespace, source: 'manual' },
        },
      ])
      return post(tx, await raiseAuthzVersion(tx, [userId]), new Date(change.now))
    })
    announcer.announce(notices)
    return done()
  })
}
