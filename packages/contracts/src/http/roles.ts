import { z } from 'zod'

import type { Endpoint } from '../endpoint.ts'
import { permissionSchema, verb } from '../grant.ts'
import { clusterId, groupName, resourceName } from '../topic.ts'

/** A role, by what it is called. */
export const roleSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string(),
  /** Comes with Argus; never changed or deleted. */
  builtIn: z.boolean(),
  createdAt: z.iso.datetime(),
})
export type Role = z.infer<typeof roleSchema>

/** A role and what it permits. */
export const roleWithPermissionsSchema = roleSchema.extend({
  permissions: z.array(permissionSchema),
})
export type RoleWithPermissions = z.infer<typeof roleWithPermissionsSchema>

const listedRoleSchema = roleWithPermissionsSchema.extend({
  /** How many users have it somewhere. */
  holders: z.int().nonnegative(),
})
export type ListedRole = z.infer<typeof listedRoleSchema>

/** By name; `next` is the `after` of the following page, `null` at the end. */
export const rolesSchema = z.object({
  roles: z.array(listedRoleSchema),
  next: z.string().nullable(),
})

const any = z.literal('*')
const subresource = z
  .string()
  .max(253)
  .regex(/^[a-z0-9][-a-z0-9.]*\/[a-z0-9][-a-z0-9]*$/)

/** What a role is to permit: a kind, `core` being the group without a name, or `*`. */
const givenPermissionSchema = z.strictObject({
  apiGroup: z.union([any, groupName]),
  resource: z.union([any, resourceName, subresource]),
  verb,
})
const permissions = z.array(givenPermissionSchema).max(500)

const naming = {
  name: z
    .string()
    .max(63)
    .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/),
  description: z.string().trim().max(500).default(''),
}

/** `PUT /api/roles/{id}`. With `from`, what the caller last read: where it is not that any more, nothing changes. */
export const roleNamingSchema = z.strictObject({
  ...naming,
  from: z.strictObject({ name: z.string().max(63), description: z.string().max(500) }).optional(),
})
export type RoleNaming = z.infer<typeof roleNamingSchema>

/** `PUT /api/roles/{id}/permissions`; `from` as for the name. */
export const rolePermissionsSchema = z.strictObject({
  permissions,
  from: permissions.optional(),
})
export type RolePermissions = z.infer<typeof rolePermissionsSchema>

/** `POST /api/roles`. */
export const roleBodySchema = z.strictObject({ ...naming, permissions: permissions.default([]) })
export type RoleBody = z.infer<typeof roleBodySchema>

const place = {
  cluster: clusterId.nullable().default(null),
  namespace: z
    .string()
    .max(63)
    .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/)
    .nullable()
    .default(null),
}
interface Place {
  readonly cluster: string | null
  readonly namespace: string | null
}
const isPlace = ({ cluster, namespace }: Place): boolean => cluster !== null || namespace === null
const needsCluster = { message: 'a namespace needs a cluster' }

/** Who has which role where: everywhere, in a cluster, or in a namespace of it. */
export const assignmentSchema = z.object({
  id: z.uuid(),
  userId: z.uuid(),
  email: z.string(),
  roleId: z.uuid(),
  role: z.string(),
  cluster: z.string().nullable(),
  namespace: z.string().nullable(),
  /** `provider`: given by the groups of the identity provider, and taken away by them only. */
  source: z.enum(['manual', 'provider']),
  createdAt: z.iso.datetime(),
})
export type Assignment = z.infer<typeof assignmentSchema>

export const assignmentsSchema = z.object({
  assignments: z.array(assignmentSchema),
  next: z.uuid().nullable(),
})

/** `POST /api/roles/assignments`. */
export const assignmentBodySchema = z
  .strictObject({ userId: z.uuid(), roleId: z.uuid(), ...place })
  .refine(isPlace, needsCluster)
export type AssignmentBody = z.infer<typeof assignmentBodySchema>

const draftSchema = z.strictObject({
  add: z
    .array(z.strictObject({ roleId: z.uuid(), ...place }).refine(isPlace, needsCluster))
    .max(100)
    .default([]),
  /** Ids of assignments. */
  remove: z.array(z.uuid()).max(100).default([]),
  /** What roles would permit instead. */
  permissions: z
    .array(z.strictObject({ roleId: z.uuid(), permissions }))
    .max(20)
    .default([]),
  /** What roles that nobody has stored yet would permit there. */
  made: z
    .array(z.strictObject({ permissions, ...place }).refine(isPlace, needsCluster))
    .max(20)
    .default([]),
})
export type Draft = z.infer<typeof draftSchema>

const questionSchema = z.strictObject({
  cluster: clusterId,
  /** Without one: for a cluster-scoped object, or for all namespaces at once. */
  namespace: z.string().min(1).max(63).optional(),
  group: groupName,
  resource: z.union([resourceName, subresource]),
  verb: verb.exclude(['*']),
})
export type Question = z.infer<typeof questionSchema>

/** `POST /api/roles/preview`. Nothing of it is stored. */
export const previewBodySchema = z.strictObject({
  userId: z.uuid(),
  draft: draftSchema.optional(),
  questions: z.array(questionSchema).max(100).default([]),
})
export type PreviewBody = z.infer<typeof previewBodySchema>

/** What may be done in a place, by all that reaches into it. */
export const effectiveSchema = z.object({
  scopes: z.array(
    z.object({
      /** `null`: everywhere. */
      cluster: z.string().nullable(),
      /** `null`: all namespaces, and what has none. */
      namespace: z.string().nullable(),
      permissions: z.array(
        z.object({ apiGroup: z.string(), resource: z.string(), verbs: z.array(verb) }),
      ),
    }),
  ),
  /** One for each question, in order. */
  answers: z.array(z.boolean()),
})
export type Effective = z.infer<typeof effectiveSchema>

export const previewSchema = z.object({
  userId: z.uuid(),
  /** Why the user may do none of it at present. */
  suspended: z.enum(['disabled', 'password_change_required']).nullable(),
  today: effectiveSchema,
  draft: effectiveSchema.nullable(),
})
export type Preview = z.infer<typeof previewSchema>

const params = z.strictObject({ id: z.uuid() })
const limit = z.coerce.number().int().min(1).max(200).default(50)
const mayRead = { type: 'session', permission: { resource: 'roles', verb: 'get' } } as const
const mayList = { type: 'session', permission: { resource: 'roles', verb: 'list' } } as const
const mayUpdate = {
  type: 'session',
  permission: { resource: 'roles', verb: 'update' },
  recent: true,
} as const
/** Whoever may change roles in one cluster or namespace may ask; what is given must lie there. */
const mayAssign = {
  type: 'session',
  permission: { resource: 'roles', verb: 'update', anywhere: true },
  recent: true,
} as const

/** What there is to be allowed, and who has it where. Nobody gives what they do not have. */
export const rolesEndpoints = {
  assignments: {
    method: 'get',
    path: '/api/roles/assignments',
    summary: 'Who has which role where',
    access: mayList,
    query: z.strictObject({
      user: z.uuid().optional(),
      role: z.uuid().optional(),
      cluster: clusterId.optional(),
      after: z.uuid().optional(),
      limit,
    }),
    answers: { 200: assignmentsSchema },
  },
  assign: {
    method: 'post',
    path: '/api/roles/assignments',
    summary: 'Give a user a role somewhere',
    access: mayAssign,
    body: assignmentBodySchema,
    answers: { 201: assignmentSchema },
    refusals: ['not_found', 'conflict'],
  },
  unassign: {
    method: 'delete',
    path: '/api/roles/assignments/{id}',
    summary: 'Take a role away from a user',
    access: mayAssign,
    params,
    answers: { 204: 'empty' },
    refusals: ['not_found', 'conflict'],
  },
  preview: {
    method: 'post',
    path: '/api/roles/preview',
    summary: 'What a user may do, today and under an unsaved draft',
    access: mayRead,
    body: previewBodySchema,
    answers: { 200: previewSchema },
    refusals: ['not_found'],
  },
  list: {
    method: 'get',
    path: '/api/roles',
    summary: 'The roles, by name',
    access: mayList,
    query: z.strictObject({ after: z.string().min(1).max(63).optional(), limit }),
    answers: { 200: rolesSchema },
  },
  get: {
    method: 'get',
    path: '/api/roles/{id}',
    summary: 'A role and what it permits',
    access: mayRead,
    params,
    answers: { 200: roleWithPermissionsSchema },
    refusals: ['not_found'],
  },
  create: {
    method: 'post',
    path: '/api/roles',
    summary: 'Make a role of what the caller may do everywhere',
    access: { type: 'session', permission: { resource: 'roles', verb: 'create' }, recent: true },
    body: roleBodySchema,
    answers: { 201: roleWithPermissionsSchema },
    refusals: ['conflict'],
  },
  rename: {
    method: 'put',
    path: '/api/roles/{id}',
    summary: 'Change what a role is called',
    access: mayUpdate,
    params,
    body: roleNamingSchema,
    answers: { 200: roleWithPermissionsSchema },
    refusals: ['not_found', 'conflict'],
  },
  permit: {
    method: 'put',
    path: '/api/roles/{id}/permissions',
    summary: 'Change what a role permits, for all that have it',
    access: mayUpdate,
    params,
    body: rolePermissionsSchema,
    answers: { 200: roleWithPermissionsSchema },
    refusals: ['not_found', 'conflict'],
  },
  delete: {
    method: 'delete',
    path: '/api/roles/{id}',
    summary: 'Delete a role, taking it from all that have it',
    access: { type: 'session', permission: { resource: 'roles', verb: 'delete' }, recent: true },
    params,
    answers: { 204: 'empty' },
    refusals: ['not_found', 'conflict'],
  },
} as const satisfies Record<string, Endpoint>
