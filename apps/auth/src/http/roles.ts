import type { Permission } from '@argus/contracts/grant'
import { rolesEndpoints, type RoleWithPermissions } from '@argus/contracts/http/roles'
import type { Notice } from '@argus/contracts/notice'
import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'

import type { OidcConfig } from '../oidc-config.ts'
import type { Announcer } from '../ledger/announcer.ts'
import { audit, type AuditAction } from '../ledger/audit.ts'
import { post } from '../ledger/notice.ts'
import { auditOf, withAuthority, type Change } from '../session/authority.ts'
import { keepAnAdministrator } from '../user/administrators.ts'
import { EVERYWHERE, grantsIn, refuseEscalation, type Place } from '../user/escalation.ts'
import { raiseAuthzVersion } from '../user/grants.ts'
import {
  allRoles,
  deleteRole,
  insertRole,
  ownRole,
  placesOf,
  renameRole,
  roleById,
  setPermissions,
  usersOf,
} from '../user/roles.ts'
import { done, json, type Caller } from './call.ts'
import { guarded, type Route } from './route.ts'

export interface RolesOptions {
  readonly config: { readonly oidc: OidcConfig | undefined }
  readonly db: AuthDatabase
  readonly announcer: Announcer
  readonly clock: { now(): number }
}

/** `/api/roles`: what there is to be allowed. Nobody makes, changes or deletes a role of what they may not do. */
export function roles(options: RolesOptions): readonly Route[] {
  return [
    list(options),
    get(options),
    create(options),
    rename(options),
    permit(options),
    remove(options),
  ]
}

function list({ db }: RolesOptions): Route {
  return guarded(rolesEndpoints.list, async ({ query }) => json(await allRoles(db, query)))
}

function get({ db }: RolesOptions): Route {
  return guarded(rolesEndpoints.get, async ({ params }) => json(await roleById(db, params.id)))
}

function create(options: RolesOptions): Route {
  const { db, clock } = options
  return guarded(rolesEndpoints.create, async ({ body }, { session, origin }) => {
    const change = { session, origin, now: clock.now() }
    const made = await withAuthority(db, change, async (tx, own) => {
      refuseEscalation(own, grantsIn(body, reach([], body.name, options)))
      const id = await insertRole(tx, body, new Date(change.now))
      const made = await roleById(tx, id)
      const { name, permissions } = made
      await record(tx, change, { action: 'role.created', id, details: { name, permissions } })
      return made
    })
    return { ...json(made), status: 201 }
  })
}

function rename(options: RolesOptions): Route {
  return guarded(rolesEndpoints.rename, async ({ params, body }, caller) => {
    const changing: Changing = {
      id: params.id,
      action: 'role.changed',
      become: { name: body.name },
      from: ({ name, description }) => isNamed(body.from, { name, description }),
      apply: (tx) => renameRole(tx, params.id, body),
      details: ({ name, description }) => ({
        name: { from: name, to: body.name },
        description: { from: description, to: body.description },
      }),
    }
    await changeRole(options, caller, changing)
    return json(await roleById(options.db, params.id))
  })
}

function permit(options: RolesOptions): Route {
  return guarded(rolesEndpoints.permit, async ({ params, body }, caller) => {
    const { permissions, from: read } = body
    const changing: Changing = {
      id: params.id,
      action: 'role.changed',
      become: { permissions },
      from: (before) => read === undefined || isSame(read, before.permissions),
      apply: (tx) => setPermissions(tx, params.id, permissions),
      details: ({ name, permissions: from }) => ({ name, permissions: { from, to: permissions } }),
    }
    await changeRole(options, caller, changing)
    return json(await roleById(options.db, params.id))
  })
}

function remove(options: RolesOptions): Route {
  return guarded(rolesEndpoints.delete, async ({ params }, caller) => {
    const changing: Changing = {
      id: params.id,
      action: 'role.deleted',
      become: {},
      apply: (tx) => deleteRole(tx, params.id),
      details: ({ name, permissions }) => ({ name, permissions }),
    }
    await changeRole(options, caller, changing)
    return done()
  })
}

interface Changing {
  readonly id: string
  readonly action: Extract<AuditAction, 'role.changed' | 'role.deleted'>
  /** What the role is afterwards, where that differs. */
  readonly become: { readonly name?: string; readonly permissions?: readonly Permission[] }
  /** Whether it is still what the caller had read. */
  readonly from?: (before: RoleWithPermissions) => boolean
  readonly apply: (tx: AuthTransaction) => Promise<void>
  readonly details: (before: RoleWithPermissions) => object
}

/** One change of a role, for all that have it: their rights are read again everywhere. */
async function changeRole(
  options: RolesOptions,
  { session, origin }: Caller,
  { id, action, become, from, apply, details }: Changing,
): Promise<void> {
  const change = { session, origin, now: options.clock.now() }
  const notices = await withAuthority(options.db, change, async (tx, own) => {
    const before = await ownRole(tx, id)
    if (from?.(before) === false)
      throw new Refusal('conflict', `${before.name} was changed meanwhile; read it again`)
    const assigned = await placesOf(tx, id)
    const after = { ...before, ...become }
    refuseEscalation(own, grantsIn(before, reach(assigned, before.name, options)))
    refuseEscalation(own, grantsIn(after, reach(assigned, after.name, options)))
    const affected = await usersOf(tx, id)
    await keepAnAdministrator(tx, () => apply(tx))
    await record(tx, change, { action, id, details: details(before) })
    return changed(tx, affected, change.now)
  })
  options.announcer.announce(notices)
}

function isNamed(read: Naming | undefined, now: Naming): boolean {
  return read === undefined || (read.name === now.name && read.description === now.description)
}

interface Naming {
  readonly name: string
  readonly description: string
}

/** In whatever order. */
function isSame(one: readonly Permission[], other: readonly Permission[]): boolean {
  const spelled = (all: readonly Permission[]) =>
    new Set(all.map(({ apiGroup, resource, verb }) => `${apiGroup} ${resource} ${verb}`))
  return spelled(one).symmetricDifference(spelled(other)).size === 0
}

/**
 * Where a role gives what it permits: where somebody has it, and where groups of the provider's give it at the next
 * login. One that is nowhere yet could be anywhere next.
 */
function reach(
  assigned: readonly Place[],
  name: string,
  { config }: RolesOptions,
): readonly Place[] {
  const mapped = [...(config.oidc?.roleMapping.values() ?? [])].flat()
  const places = [...assigned, ...mapped.filter(({ role }) => role === name)]
  return places.length === 0 ? [EVERYWHERE] : places
}

interface Recorded {
  readonly action: Extract<AuditAction, 'role.created' | 'role.changed' | 'role.deleted'>
  readonly id: string
  readonly details: object
}

async function record(
  tx: AuthTransaction,
  change: Change,
  { action, id, details }: Recorded,
): Promise<void> {
  await audit(tx, change.origin, [
    { ...auditOf(change), action, resource: 'roles', target: id, details },
  ])
}

async function changed(
  tx: AuthTransaction,
  userIds: readonly string[],
  now: number,
): Promise<readonly Notice[]> {
  return post(tx, await raiseAuthzVersion(tx, userIds), new Date(now))
}
