import type { AuditLogEntry } from '@argus/contracts/http/audit-log'
import type { Permission, Verb } from '@argus/contracts/grant'

import type { SmallArgus } from '../small-argus.ts'
import { smallUser } from '../small-people.ts'

export const DEV = { id: '0b1c3c53-8c8b-4f3c-9a57-2f1f6f0f2a11', email: 'dev@example.com' }
export const ONCALL = { id: '0b1c3c53-8c8b-4f3c-9a57-2f1f6f0f2a12', email: 'oncall@example.com' }
const ADMIN = { id: '6f1b3d4e-8a35-4f29-9b57-0d7f5b1f2c11', email: 'admin@argus.test' }

/** The role of their own. */
export const PAYMENTS = '0b1c3c53-8c8b-4f3c-9a57-2f1f6f0f2a21'

export const permissions = (
  apiGroup: string,
  resource: string,
  verbs: readonly Verb[] = ['get', 'list', 'watch'],
): Permission[] => verbs.map((verb) => ({ apiGroup, resource, verb }))

export const ALL_OF_ARGUS = permissions('argus.internal', '*', ['*'])

/** An administrator, two others, the role `admin` and one of their own. */
export function setUp(argus: SmallArgus): { readonly role: string; readonly admin: string } {
  const everything = [...permissions('*', '*'), ...ALL_OF_ARGUS]
  argus.grants = [{ role: 'admin', cluster: null, namespace: null, permissions: everything }]
  const { roles } = argus
  roles.people = [ADMIN, DEV, ONCALL]
  const there = new Set(argus.people.users.map(({ id }) => id))
  const come = roles.people.filter(({ id }) => !there.has(id))
  argus.people.users = [...argus.people.users, ...come.map((one) => smallUser(one))]
  roles.roles = []
  roles.assignments = []
  const admin = roles.make('admin', everything, { builtIn: true })
  const own = [
    ...permissions('cert-manager.io', 'certificates'),
    ...permissions('monitoring.coreos.com', 'servicemonitors'),
    ...permissions('crd.projectcalico.org', 'networkpolicies'),
  ]
  const role = roles.make('payments-developer', own, { id: PAYMENTS })
  roles.give(admin, ADMIN.id)
  roles.give(role, DEV.id, { cluster: 'prod-eu-1', namespace: 'payments' })
  roles.give(role, ONCALL.id, { cluster: 'staging' })
  argus.audit.entries = Array.from({ length: 60 }, (_, index) => entry(60 - index, role))
  return { role, admin }
}

function entry(id: number, role: string): AuditLogEntry {
  const changes = id % 3 === 0
  return {
    id,
    at: new Date(Date.UTC(2026, 10, 27, 12, id)).toISOString(),
    action: changes ? 'role.changed' : 'login.ok',
    outcome: id % 7 === 0 ? 'refused' : 'ok',
    resource: changes ? 'roles' : 'sessions',
    target: changes ? role : ADMIN.id,
    cluster: null,
    actor: id % 2 === 0 ? ONCALL : ADMIN,
    sessionId: crypto.randomUUID(),
    ip: '192.0.2.7',
    requestId: `7f3c0000-0000-4000-8000-${`${id}`.padStart(12, '0')}`,
    details: changes ? { name: 'payments-developer' } : { method: 'password' },
  }
}
