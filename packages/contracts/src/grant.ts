import { z } from 'zod'

import { clusterId, CORE_GROUP } from './topic.ts'

/** What may be done. `*` covers every verb. */
export const verb = z.enum(['get', 'list', 'watch', 'create', 'update', 'delete', '*'])
export type Verb = z.infer<typeof verb>

/** Kinds that a `*` never covers, `group/resource` each: only a permission that names both gives them. */
export const SENSITIVE_KINDS: ReadonlySet<string> = new Set([
  `${CORE_GROUP}/secrets`,
  `${CORE_GROUP}/serviceaccounts/token`,
  'certificates.k8s.io/certificatesigningrequests',
])

/** What a role permits: a verb on a resource of an API group; `*` is any (never sensitive kinds, never `argus.internal`). */
export const permissionSchema = z.object({
  apiGroup: z.string(),
  resource: z.string(),
  verb,
})
export type Permission = z.infer<typeof permissionSchema>

/**
 * A role bound to a user in a scope: (null, null) everywhere; (C, null) all namespaces and the cluster-scoped
 * kinds of C; (C, N) the namespaced kinds of N in C. Allow only; there are no deny rules.
 */
export const grantSchema = z
  .object({
    role: z.string(),
    cluster: clusterId.nullable(),
    namespace: z.string().nullable(),
    permissions: z.array(permissionSchema),
  })
  .refine(({ cluster, namespace }) => cluster !== null || namespace === null, {
    message: 'a namespace needs a cluster',
  })
export type Grant = z.infer<typeof grantSchema>

/** Who is asking: one live Session of one user, and everything it may follow or do. */
export const principalSchema = z.object({
  userId: z.uuid(),
  sessionId: z.uuid(),
  email: z.string(),
  authzVersion: z.int(),
  grants: z.array(grantSchema),
  /**
   * When its user last proved who they are, in milliseconds since the epoch; missing where nobody did, as for an API
   * key: what is dangerous is then refused.
   */
  provedAt: z.number().optional(),
})
export type Principal = z.infer<typeof principalSchema>
