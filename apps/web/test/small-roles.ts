import type { Permission, Verb } from '@argus/contracts/grant'
import {
  rolesEndpoints,
  type Assignment,
  type Draft,
  type Effective,
  type Preview,
  type RoleWithPermissions,
} from '@argus/contracts/http/roles'

import type { SmallAnswer } from './small-account.ts'

/** Who may have a role. */
export interface Person {
  readonly id: string
  readonly email: string
}

/** The roles and who has them, as auth keeps them. */
export class SmallRoles {
  roles: RoleWithPermissions[] = []
  assignments: Assignment[] = []
  people: readonly Person[] = []

  /** Nothing where it is not about roles, or there are none here. */
  answer(call: string, body: unknown): SmallAnswer | undefined {
    const [, method = '', path = '', query = ''] = /^(\w+) ([^?]*)\??(.*)$/u.exec(call) ?? []
    const [, tail, id = ''] =
      /^\/api\/roles(?:\/(assignments|preview))?\/?([\da-f-]{36})?/u.exec(path) ?? []
    if (!path.startsWith('/api/roles') || this.roles.length === 0) return undefined
    if (tail === undefined && id === '' && path !== '/api/roles')
      return refusal(400, 'invalid_request')
    switch (`${method} ${tail ?? (path.endsWith('/permissions') ? 'permissions' : 'roles')}`) {
      case 'GET roles':
        return id === '' ? this.#list() : this.#get(id)
      case 'POST roles':
        return this.#create(body)
      case 'PUT roles':
        return this.#change(id, rolesEndpoints.rename.body.parse(body), (role) => role)
      case 'PUT permissions':
        return this.#change(id, rolesEndpoints.permit.body.parse(body), (role) => role.permissions)
      case 'DELETE roles':
        this.roles = this.roles.filter((role) => role.id !== id)
        this.assignments = this.assignments.filter(({ roleId }) => roleId !== id)
        return { status: 204 }
      case 'GET assignments':
        return { status: 200, body: { assignments: this.#held(query), next: null } }
      case 'POST assignments':
        return this.#assign(body)
      case 'DELETE assignments':
        this.assignments = this.assignments.filter((one) => one.id !== id)
        return { status: 204 }
      case 'POST preview':
        return { status: 200, body: this.#preview(body) }
      default:
        return undefined
    }
  }

  /** A role that there is, and its id. */
  make(
    name: string,
    permissions: readonly Permission[],
    { builtIn = false, id = `${crypto.randomUUID()}` } = {},
  ): string {
    const createdAt = new Date().toISOString()
    const role = { id, name, description: `Is ${name}`, builtIn, createdAt }
    this.roles.push({ ...role, permissions: [...permissions] })
    return id
  }

  /** Somebody who has a role somewhere. */
  give(roleId: string, userId: string, place: Partial<Place> = {}): Assignment {
    const role = this.roles.find(({ id }) => id === roleId)?.name ?? ''
    const email = this.people.find(({ id }) => id === userId)?.email ?? ''
    const made: Assignment = {
      id: crypto.randomUUID(),
      userId,
      email,
      roleId,
      role,
      cluster: place.cluster ?? null,
      namespace: place.namespace ?? null,
      source: 'manual',
      createdAt: new Date().toISOString(),
    }
    this.assignments.push(made)
    return made
  }

  #list(): SmallAnswer {
    const roles = this.roles.map((role) => {
      const held = this.assignments.filter(({ roleId }) => roleId === role.id)
      return { ...role, holders: new Set(held.map(({ userId }) => userId)).size }
    })
    return { status: 200, body: { roles, next: null } }
  }

  #get(id: string): SmallAnswer {
    const body = this.roles.find((role) => role.id === id)
    return body === undefined ? refusal(404, 'not_found') : { status: 200, body }
  }

  #create(body: unknown): SmallAnswer {
    const { name, description, permissions } = rolesEndpoints.create.body.parse(body)
    if (this.roles.some((role) => role.name === name)) return refusal(409, 'conflict')
    const id = this.make(name, permissions)
    this.roles = this.roles.map((role) => (role.id === id ? { ...role, description } : role))
    return { ...this.#get(id), status: 201 }
  }

  /** Where the caller says what they had read, it has to be so still. */
  #change(
    id: string,
    { from, ...change }: Partial<RoleWithPermissions> & { readonly from?: object | undefined },
    read: (role: RoleWithPermissions) => object,
  ): SmallAnswer {
    const role = this.roles.find((one) => one.id === id)
    if (role === undefined) return refusal(404, 'not_found')
    if (from !== undefined && !isPart(from, read(role))) return refusal(409, 'conflict')
    const changed = { ...role, ...change }
    this.roles = this.roles.map((one) => (one.id === id ? changed : one))
    return { status: 200, body: changed }
  }

  #held(query: string): readonly Assignment[] {
    const asked = new URLSearchParams(query)
    const role = asked.get('role')
    const user = asked.get('user')
    return this.assignments.filter(
      ({ roleId, userId }) => [null, roleId].includes(role) && [null, userId].includes(user),
    )
  }

  #assign(body: unknown): SmallAnswer {
    const { userId, roleId, ...place } = rolesEndpoints.assign.body.parse(body)
    const asked = { cluster: place.cluster ?? null, namespace: place.namespace ?? null }
    return { status: 201, body: this.give(roleId, userId, asked) }
  }

  #preview(body: unknown): Preview {
    const { userId, draft } = rolesEndpoints.preview.body.parse(body)
    const own = this.assignments.filter((one) => one.userId === userId)
    return {
      userId,
      suspended: null,
      today: effective(own.map((one) => ({ ...one, permissions: this.#permissions(one.roleId) }))),
      draft: draft === undefined ? null : effective(this.#drafted(own, draft)),
    }
  }

  #drafted(own: readonly Assignment[], draft: Draft): readonly Given[] {
    const kept = own.filter(({ id }) => !draft.remove.includes(id))
    const instead = (roleId: string) =>
      draft.permissions.find((one) => one.roleId === roleId)?.permissions ??
      this.#permissions(roleId)
    const given = [...kept, ...draft.add].map(({ roleId, cluster, namespace }) => ({
      cluster,
      namespace,
      permissions: instead(roleId),
    }))
    return [...given, ...draft.made]
  }

  #permissions(id: string): readonly Permission[] {
    return this.roles.find((role) => role.id === id)?.permissions ?? []
  }
}

interface Place {
  readonly cluster: string | null
  readonly namespace: string | null
}

interface Given extends Place {
  readonly permissions: readonly Permission[]
}

/** A place each, without what reaches into it from wider ones: to a page that adds up it is the same. */
function effective(given: readonly Given[]): Effective {
  const scopes = given.map(({ cluster, namespace, permissions }) => {
    const byKind = Map.groupBy(permissions, ({ apiGroup, resource }) => `${apiGroup}/${resource}`)
    const kinds = [...byKind.values()].flatMap((own) => {
      const [first] = own
      if (first === undefined) return []
      const { apiGroup, resource } = first
      return [{ apiGroup, resource, verbs: own.flatMap(({ verb }) => asked(verb)) }]
    })
    return { cluster, namespace, permissions: kinds }
  })
  return { scopes, answers: [] }
}

const asked = (verb: Verb): Verb[] =>
  verb === '*' ? ['get', 'list', 'watch', 'create', 'update', 'delete'] : [verb]

/** Whether all of a value is in another, lists in any order. */
function isPart(part: object, whole: object): boolean {
  const lines = (value: object) =>
    Object.entries(value).map(([name, one]) =>
      Array.isArray(value) ? JSON.stringify(one) : JSON.stringify([name, one]),
    )
  const all = new Set(lines(whole))
  const own = lines(part)
  return own.every((line) => all.has(line)) && (!Array.isArray(whole) || own.length === all.size)
}

const refusal = (status: number, code: string): SmallAnswer => ({
  status,
  body: { error: 'the role was changed meanwhile', code },
})
