import { ADMINISTRATOR } from '../fleet.ts'
import { EMAIL, ME_ID, type SmallArgus } from '../small-argus.ts'
import { smallAssignment, smallRole, smallUser, type SmallUser } from '../small-people.ts'

export interface People {
  readonly admin: SmallUser
  readonly dev: SmallUser
}

/** An administrator, who is the reader, a developer with two sessions and a key, and one who is kept out. */
export function people(argus: SmallArgus): People {
  const [adminRole, viewer, developer] = ['admin', 'viewer', 'developer'].map(smallRole)
  const admin = smallUser({ id: ME_ID, email: EMAIL, displayName: 'Admin' })
  const dev = smallUser({
    email: 'dev@argus.test',
    displayName: 'Payments developer',
    secondFactors: { totp: true, passkeys: 2 },
    sessions: [
      session('Mozilla/5.0 (Windows NT 10.0) Firefox/141.0'),
      session('Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0'),
    ],
    keys: [key('ci-payments')],
  })
  const away = smallUser({ email: 'away@argus.test', disabledAt: '2026-03-01T00:00:00.000Z' })
  if (adminRole === undefined || viewer === undefined || developer === undefined) throw new Error()
  argus.grants = [ADMINISTRATOR]
  Object.assign(argus.people, {
    users: [admin, away, dev],
    roles: [adminRole, developer, viewer],
    refusal: undefined,
    assignments: [
      smallAssignment(admin, adminRole),
      smallAssignment(dev, developer, { cluster: 'prod-eu-1', namespace: 'payments' }),
      smallAssignment(dev, viewer, { cluster: 'staging', namespace: null }),
    ],
  })
  return { admin, dev }
}

function session(userAgent: string) {
  const at = new Date(Date.now() - 3_600_000).toISOString()
  const who = { ip: '192.0.2.7', userAgent, amr: ['pwd'], current: false }
  const times = { createdAt: at, lastSeenAt: at, authTime: at, idleExpiresAt: at, expiresAt: at }
  return { id: crypto.randomUUID(), ...times, ...who }
}

function key(name: string) {
  const roles = [{ role: 'developer', cluster: 'prod-eu-1', namespace: 'payments' }]
  const times = { createdAt: '2026-03-01T00:00:00.000Z', expiresAt: '2027-03-01T00:00:00.000Z' }
  const told = { prefix: 'abcd1234', revokedAt: null, lastUsedAt: null }
  return { id: crypto.randomUUID(), name, roles, ...times, ...told }
}
