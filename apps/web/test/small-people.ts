import type { ApiKey } from '@argus/contracts/http/api-keys'
import {
  assignmentBodySchema,
  previewBodySchema,
  type Assignment,
  type Effective,
  type ListedRole,
} from '@argus/contracts/http/roles'
import type { SessionView } from '@argus/contracts/http/sessions'
import { userBodySchema, type UserInFull } from '@argus/contracts/http/users'

import type { SmallAnswer } from './small-account.ts'

/** A user, with all that hangs on them but their roles. */
export type SmallUser = Omit<UserInFull, 'roles' | 'sessions' | 'lastAdministration'> & {
  sessions: SessionView[]
  keys: ApiKey[]
}

/** Who there is and what they may do, as auth tells it to an administrator. */
export class SmallPeople {
  users: SmallUser[] = []
  assignments: Assignment[] = []
  roles: ListedRole[] = []
  /** Refuses the next change, as auth would for a reason of its own. */
  refusal: { readonly code: string; readonly error: string } | undefined
  /** Whether the last proof of the reader is too old for what is dangerous. */
  readonly #proofOld: () => boolean

  constructor(proofOld: () => boolean) {
    this.#proofOld = proofOld
  }

  /** Nothing where it is not about people. */
  answer(call: string, body: unknown): SmallAnswer | undefined {
    const [, method = '', path = '', query = ''] = /^(\w+) ([^?]*)\??(.*)$/u.exec(call) ?? []
    const asked = new URLSearchParams(query)
    const [, id = '', part = '', key = ''] =
      /^\/api\/users\/([\da-f-]{36})(?:\/([\w-]+))?(?:\/([\da-f-]{36}))?$/u.exec(path) ?? []
    if (id !== '') return this.#answerOf(id, `${method} ${part}`, key)
    switch (`${method} ${path}`) {
      case 'GET /api/users':
        return ok({ users: this.#listed(asked), next: null })
      case 'POST /api/users':
        return this.#change(() => this.#add(body))
      case 'GET /api/roles':
        return ok({ roles: this.roles, next: null })
      case 'GET /api/roles/assignments':
        return ok({ assignments: this.#assignmentsOf(asked.get('user') ?? ''), next: null })
      case 'POST /api/roles/assignments':
        return this.#change(() => this.#assign(body))
      case 'POST /api/roles/preview':
        return ok(this.#preview(body))
      default:
        return this.#unassignOrEnd(method, path)
    }
  }

  #answerOf(id: string, what: string, key: string): SmallAnswer | undefined {
    const user = this.users.find((one) => one.id === id)
    if (user === undefined) return refused(404, 'not_found')
    switch (what) {
      case 'GET ':
        return ok(this.#inFull(user))
      case 'GET sessions':
        return ok({ sessions: user.sessions })
      case 'GET api-keys':
        return ok({ apiKeys: user.keys, next: null })
      case 'DELETE sessions':
        return this.#change(() => ok({ ended: this.#endAll(user) }))
      case 'DELETE api-keys':
        user.keys = user.keys.filter((one) => one.id !== key)
        return { status: 204 }
      case 'DELETE mfa':
        return this.#change(() => {
          user.secondFactors = { totp: false, passkeys: 0 }
          this.#endAll(user)
          return { status: 204 }
        })
      case 'POST password-reset':
        return this.#change(() => {
          this.#endAll(user)
          return ok({ password: 'once-only-secret', expiresAt: new Date().toISOString() })
        })
      case 'POST disable':
        return this.#change(() => this.#disable(user))
      case 'POST enable':
        return this.#change(() => {
          user.disabledAt = null
          return ok(this.#inFull(user))
        })
      case 'DELETE ':
        return this.#change(() => {
          this.users = this.users.filter((one) => one !== user)
          return { status: 204 }
        })
      default:
        return undefined
    }
  }

  #unassignOrEnd(method: string, path: string): SmallAnswer | undefined {
    const [, kind, id] =
      /^\/api\/(roles\/assignments|auth\/sessions)\/([\da-f-]{36})$/u.exec(path) ?? []
    if (method !== 'DELETE' || id === undefined) return undefined
    if (kind === 'roles/assignments')
      return this.#change(() => {
        this.assignments = this.assignments.filter((one) => one.id !== id)
        return { status: 204 }
      })
    const owner = this.users.find(({ sessions }) => sessions.some((one) => one.id === id))
    if (owner === undefined) return undefined
    owner.sessions = owner.sessions.filter((one) => one.id !== id)
    return { status: 204 }
  }

  #change(act: () => SmallAnswer): SmallAnswer {
    if (this.#proofOld()) return refused(403, 'step_up_required')
    if (this.refusal === undefined) return act()
    const body = this.refusal
    this.refusal = undefined
    return { status: body.code === 'not_allowed' ? 403 : 409, body }
  }

  #listed(asked: URLSearchParams): UserInFull[] {
    const search = (asked.get('search') ?? '').toLowerCase()
    const state = asked.get('state')
    const role = asked.get('role')
    return this.users
      .map((user) => this.#inFull(user))
      .filter(
        ({ email, displayName, disabledAt, roles }) =>
          (email.startsWith(search) || displayName.toLowerCase().startsWith(search)) &&
          (state === null || (state === 'disabled') === (disabledAt !== null)) &&
          (role === null || roles?.some((given) => given.role === role)),
      )
  }

  #inFull(user: SmallUser): UserInFull {
    const given = this.#assignmentsOf(user.id)
    const names = [...new Set(given.map(({ role }) => role))]
    const roles = names.map((role) => ({
      role,
      places: given.filter((one) => one.role === role).length,
    }))
    return {
      ...user,
      roles,
      sessions: user.sessions.length,
      lastAdministration: this.#lastAdministration(user.id),
    }
  }

  #lastAdministration(id: string): string[] {
    const disabled = new Set(this.users.flatMap((one) => (one.disabledAt === null ? [] : [one.id])))
    const all = this.assignments.filter(
      ({ role, cluster, userId }) => role === 'admin' && cluster === null && !disabled.has(userId),
    )
    return all.every(({ userId }) => userId === id) ? all.map((one) => one.id) : []
  }

  #assignmentsOf(id: string): Assignment[] {
    return this.assignments.filter(({ userId }) => userId === id)
  }

  #add(body: unknown): SmallAnswer {
    const { email, displayName, password } = userBodySchema.parse(body)
    if (this.users.some((user) => user.email === email))
      return {
        status: 409,
        body: { code: 'conflict', error: 'another user has this e-mail address' },
      }
    const user = smallUser({ email, displayName, mustChangePassword: true, lastLoginAt: null })
    this.users.push(user)
    const oneTimePassword = password === undefined ? 'first-login-secret' : null
    return { status: 201, body: { user: this.#inFull(user), oneTimePassword } }
  }

  #assign(body: unknown): SmallAnswer {
    const { userId, roleId, cluster, namespace } = assignmentBodySchema.parse(body)
    const user = this.users.find(({ id }) => id === userId)
    const role = this.roles.find(({ id }) => id === roleId)
    if (user === undefined || role === undefined) return refused(404, 'not_found')
    const given = smallAssignment(user, role, { cluster, namespace })
    this.assignments.push(given)
    return { status: 201, body: given }
  }

  #preview(body: unknown): object {
    const { userId, draft } = previewBodySchema.parse(body)
    const all = this.#assignmentsOf(userId)
    const left = all.filter(({ id }) => draft?.remove.includes(id) !== true)
    return {
      userId,
      suspended: null,
      today: effective(all),
      draft: draft === undefined ? null : effective(left),
    }
  }

  #disable(user: SmallUser): SmallAnswer {
    user.disabledAt = new Date().toISOString()
    this.#endAll(user)
    return ok(this.#inFull(user))
  }

  #endAll(user: SmallUser): number {
    const ended = user.sessions.length
    user.sessions = []
    return ended
  }
}

/** Every role of these tests lets one read everything in its place. */
function effective(given: readonly Assignment[]): Effective {
  const permissions = [{ apiGroup: '*', resource: '*', verbs: ['get', 'list', 'watch'] as const }]
  const scopes = given.map(({ cluster, namespace }) => ({
    cluster,
    namespace,
    permissions: permissions.map((one) => ({ ...one, verbs: [...one.verbs] })),
  }))
  return { scopes, answers: [] }
}

export function smallUser(user: Partial<SmallUser> & Pick<SmallUser, 'email'>): SmallUser {
  return {
    id: crypto.randomUUID(),
    displayName: '',
    createdAt: '2026-01-01T00:00:00.000Z',
    lastLoginAt: new Date(Date.now() - 7_200_000).toISOString(),
    disabledAt: null,
    mustChangePassword: false,
    hasPassword: true,
    secondFactors: { totp: false, passkeys: 0 },
    sessions: [],
    keys: [],
    ...user,
  }
}

export function smallAssignment(
  { id: userId, email }: SmallUser,
  { id: roleId, name: role }: ListedRole,
  place: Pick<Assignment, 'cluster' | 'namespace'> = { cluster: null, namespace: null },
): Assignment {
  const made = { id: crypto.randomUUID(), createdAt: '2026-02-01T00:00:00.000Z' } as const
  return { ...made, userId, email, roleId, role, ...place, source: 'manual' }
}

export function smallRole(name: string): ListedRole {
  const known = { description: '', builtIn: true, createdAt: '2026-01-01T00:00:00.000Z' }
  return { id: crypto.randomUUID(), name, permissions: [], holders: 0, ...known }
}

const ok = (body: object): SmallAnswer => ({ status: 200, body })
const refused = (status: number, code: string): SmallAnswer => ({
  status,
  body: { error: code, code },
})
