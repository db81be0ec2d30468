import type { ApiKey } from '@argus/contracts/http/api-keys'
import type { AuthDatabase } from '@argus/db/auth'
import { sql } from 'kysely'
import { z } from 'zod'

export interface ApiKeysQuery {
  readonly userId: string
  /** Only this one. */
  readonly id?: string
  /** The last key of the page before. */
  readonly after?: string | undefined
  readonly limit: number
}

export interface ApiKeysPage {
  readonly apiKeys: ApiKey[]
  readonly next: string | null
}

/** A user's keys, newest first, those that ended among them. */
export async function apiKeysOf(
  db: AuthDatabase,
  { userId, id, after, limit }: ApiKeysQuery,
): Promise<ApiKeysPage> {
  const rows = await db
    .selectFrom('api_keys')
    .innerJoin('sessions', 'sessions.id', 'api_keys.id')
    .where('api_keys.user_id', '=', userId)
    .$if(id !== undefined, (query) => query.where('api_keys.id', '=', id ?? ''))
    .$if(after !== undefined, (query) =>
      query.where(
        sql<boolean>`(api_keys.created_at, api_keys.id) <
          (SELECT created_at, id FROM api_keys WHERE id = ${after} AND user_id = ${userId})`,
      ),
    )
    .select((query) => [
      'api_keys.id',
      'api_keys.name',
      'api_keys.prefix',
      'api_keys.created_at as createdAt',
      'api_keys.expires_at as expiresAt',
      'api_keys.last_used_at as lastUsedAt',
      'sessions.revoked_at as revokedAt',
      query
        .selectFrom('api_key_roles')
        .innerJoin('roles', 'roles.id', 'api_key_roles.role_id')
        .whereRef('api_key_roles.api_key_id', '=', 'api_keys.id')
        .select(
          sql<unknown>`coalesce(json_agg(json_build_object('role', roles.name, 'cluster', cluster_id, 'namespace', namespace)
            ORDER BY roles.name, cluster_id, namespace), '[]')`.as('all'),
        )
        .as('roles'),
    ])
    .orderBy('api_keys.created_at', 'desc')
    .orderBy('api_keys.id', 'desc')
    .limit(limit + 1)
    .execute()
  const page = z.array(stored).parse(rows.slice(0, limit))
  return { apiKeys: page, next: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
}

const time = z.date().transform((at) => at.toISOString())

const stored = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  createdAt: time,
  expiresAt: time,
  lastUsedAt: time.nullable(),
  revokedAt: time.nullable(),
  roles: z.array(
    z.object({
      role: z.string(),
      cluster: z.string().nullable(),
      namespace: z.string().nullable(),
    }),
  ),
})
