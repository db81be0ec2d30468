import pg from 'pg'

import type { World } from './world.ts'

/** Makes a user with the administrator's password who has a built-in role: everywhere, or where it is said. */
export async function addUser(
  { argus }: Pick<World, 'argus'>,
  user: {
    readonly email: string
    readonly role: string
    readonly cluster?: string
    readonly namespace?: string
  },
): Promise<void> {
  const client = new pg.Client({ connectionString: argus.database.url })
  await client.connect()
  try {
    await client.query(
      `WITH made AS (
         INSERT INTO auth.users (email, password_hash)
         SELECT $1, password_hash FROM auth.users WHERE email = 'admin@argus.local' RETURNING id)
       INSERT INTO auth.user_roles (user_id, role_id, cluster_id, namespace)
       SELECT made.id, roles.id, $3, $4 FROM made, auth.roles WHERE roles.name = $2`,
      [user.email, user.role, user.cluster ?? null, user.namespace ?? null],
    )
  } finally {
    await client.end()
  }
}

/** Makes it an hour ago that a user proved in any session who they are. */
export async function forgetProofs({ argus }: World, email: string): Promise<void> {
  const client = new pg.Client({ connectionString: argus.database.url })
  await client.connect()
  try {
    await client.query(
      `UPDATE auth.sessions SET auth_time = now() - interval '1 hour'
       WHERE user_id = (SELECT id FROM auth.users WHERE email = $1)`,
      [email],
    )
  } finally {
    await client.end()
  }
}
