import { createDatabase, type TestDatabase } from '@argus/testkit/database'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { sql } from 'kysely'

import { connectAuth, storeCode } from '../src/auth.ts'
import { connectFleet } from '../src/fleet.ts'
import { migrateAll } from './migrations.ts'

const DENIED = '42501'

let database: TestDatabase
beforeAll(async () => {
  database = await createDatabase({ migrate: migrateAll })
})
afterAll(() => database[Symbol.asyncDispose]())

describe('the auth service', () => {
  test.each([
    'clusters',
    'registry',
    'agent_tokens',
    'agent_keys',
    'plugins',
    'cluster_plugins',
    'notification_config',
  ])('may not read fleet.%s', async (table) => {
    await using db = connectAuth(database.url)
    const code = await codeOf(sql`SELECT * FROM ${sql.id('fleet', table)}`.execute(db))
    expect(code).toBe(DENIED)
  })

  test.each([
    'UPDATE auth.audit_log SET outcome = $$ok$$',
    'DELETE FROM auth.audit_log',
    'TRUNCATE auth.audit_log',
  ])('A-36 may not rewrite history: %s', async (statement) => {
    await using db = connectAuth(database.url)
    expect(await codeOf(sql.raw(statement).execute(db))).toBe(DENIED)
  })

  test.each([
    'DROP TABLE auth.audit_log',
    'ALTER TABLE auth.audit_log ADD COLUMN more text',
    'ALTER TABLE auth.audit_log DISABLE TRIGGER ALL',
    'CREATE RULE nothing AS ON INSERT TO auth.audit_log DO INSTEAD NOTHING',
    'ALTER TABLE auth.audit_log OWNER TO argus_auth',
  ])('A-36 does not own history, and may not change what keeps it: %s', async (statement) => {
    await using db = connectAuth(database.url)
    expect(await codeOf(sql.raw(statement).execute(db))).toBe(DENIED)
  })

  test('A-36 has two rights to history, and no column more', async () => {
    const rights = await database.query(
      `SELECT privilege_type AS may FROM information_schema.role_table_grants
       WHERE table_schema = 'auth' AND table_name = 'audit_log' AND grantee IN ('argus_auth', 'argus_watcher', 'PUBLIC')
       ORDER BY may`,
    )
    expect(rights).toEqual([{ may: 'INSERT' }, { may: 'SELECT' }])
    const columns = await database.query(
      `SELECT DISTINCT privilege_type AS may FROM information_schema.column_privileges
       WHERE table_schema = 'auth' AND table_name = 'audit_log' AND grantee IN ('argus_auth', 'argus_watcher', 'PUBLIC')
       ORDER BY may`,
    )
    expect(columns).toEqual([{ may: 'INSERT' }, { may: 'SELECT' }])
  })

  test('A-36 may add to history and read it', async () => {
    await using db = connectAuth(database.url)
    await db
      .insertInto('audit_log')
      .values({
        at: new Date(),
        action: 'login.ok',
        resource: 'sessions',
        outcome: 'ok',
        details: '{}',
      })
      .execute()
    expect(await db.selectFrom('audit_log').select('action').execute()).toEqual([
      { action: 'login.ok' },
    ])
  })

  test('reads eight-byte numbers as numbers, on every one of its connections as its own role', async () => {
    await using db = connectAuth(database.url)
    const counters = await Promise.all(
      Array.from({ length: 20 }, () =>
        db
          .selectFrom('notice_counter')
          .select(['seq', sql<string>`current_user`.as('role')])
          .executeTakeFirst(),
      ),
    )
    expect(counters).toEqual(Array.from({ length: 20 }, () => ({ seq: 0, role: 'argus_auth' })))
  })
})

describe('the watcher', () => {
  test.each([
    'users',
    'sessions',
    'signing_keys',
    'refresh_tokens',
    'audit_log',
    'revoked_tokens',
    'login_codes',
    'device_logins',
  ])('may not read auth.%s', async (table) => {
    await using db = connectFleet(database.url)
    const code = await codeOf(sql`SELECT * FROM ${sql.id('auth', table)}`.execute(db))
    expect(code).toBe(DENIED)
  })

  test('reads its own tables', async () => {
    await using db = connectFleet(database.url)
    expect(await db.selectFrom('clusters').selectAll().execute()).toEqual([])
  })

  test('A-36 adds to history what it did to clusters, at the present time, and nothing else', async () => {
    await using db = connectFleet(database.url)
    const write = (action: string) =>
      codeOf(
        sql`SELECT write_audit(${action}, 'ok', 'prod', null, 'a@example.test', null, null, 'r1', '{}')`.execute(
          db,
        ),
      )
    expect(await write('cluster.created')).toBe('allowed')
    for (const action of ['login.ok', 'user.deleted', 'access.denied', 'cluster', 'clusters'])
      expect([action, await write(action)]).toEqual([action, DENIED])
    expect(
      await database.query(
        `SELECT action, resource, target, cluster_id, actor_email, request_id, at > now() - interval '1 minute' AS now
         FROM auth.audit_log WHERE resource = 'clusters' ORDER BY id`,
      ),
    ).toEqual([
      {
        action: 'cluster.created',
        resource: 'clusters',
        target: 'prod',
        cluster_id: 'prod',
        actor_email: 'a@example.test',
        request_id: 'r1',
        now: true,
      },
    ])
  })

  test('A-36 is the only service that may write so', async () => {
    await using db = connectAuth(database.url)
    const writing = sql`SELECT fleet.write_audit('cluster.created', 'ok', 'prod', null, null, null, null, null, '{}')`
    expect(await codeOf(writing.execute(db))).toBe(DENIED)
  })
})

describe('the keys of the schema', () => {
  test.each([
    { where: 'everywhere', scope: 'null, null', code: '23505' },
    { where: 'in a cluster', scope: `'prod', null`, code: '23505' },
    { where: 'in a namespace', scope: `'prod', 'shop'`, code: '23505' },
    { where: 'in a namespace of no cluster', scope: `null, 'shop'`, code: '23514' },
  ])('a role cannot be given again $where', async ({ scope, code }) => {
    const give = () =>
      database.query(`
        WITH someone AS (INSERT INTO auth.users (email) VALUES ('s@example.test')
                         ON CONFLICT (lower(email)) DO UPDATE SET email = excluded.email RETURNING id)
        INSERT INTO auth.user_roles (user_id, role_id, cluster_id, namespace)
        SELECT someone.id, roles.id, ${scope} FROM someone, auth.roles WHERE name = 'viewer'`)
    if (code === '23505') await give()
    expect(await codeOf(give())).toBe(code)
  })

  test('I1 a session cannot have two unused heads, nor a refresh token two successors', async () => {
    const [session] = await database.query(`
      WITH someone AS (INSERT INTO auth.users (email) VALUES ('i1@example.test') RETURNING id)
      INSERT INTO auth.sessions SELECT gen_random_uuid(), id, now(), now(), now(), '{pwd}', now(), now() FROM someone RETURNING id`)
    const add = (parent: string | null, used: boolean) =>
      database.query(
        `INSERT INTO auth.refresh_tokens VALUES (gen_random_uuid(), $1, $2, now(), now(), CASE WHEN $3 THEN now() END,
         CASE WHEN $3 THEN gen_random_uuid() END)`,
        [session?.['id'], parent, used],
      )
    await add(null, false)
    expect(await codeOf(add(null, false))).toBe('23505')
    const parent = '00000000-0000-4000-8000-000000000001'
    await add(parent, true)
    expect(await codeOf(add(parent, true))).toBe('23505')
  })

  test('an e-mail address is one user, whatever its case', async () => {
    await database.query(`INSERT INTO auth.users (email) VALUES ('One@example.test')`)
    const again = database.query(`INSERT INTO auth.users (email) VALUES ('oNE@example.test')`)
    expect(await codeOf(again)).toBe('23505')
  })

  test('A-31 a revoked jti is one row', async () => {
    const revoke = () =>
      database.query(`
        INSERT INTO auth.revoked_tokens (token_jti, user_id, revoked_at, expires_at)
        SELECT 'one', id, now(), now() FROM auth.users LIMIT 1`)
    await revoke()
    expect(await codeOf(revoke())).toBe('23505')
  })
})

async function codeOf(statement: Promise<unknown>): Promise<string | undefined> {
  try {
    await statement
    return 'allowed'
  } catch (error) {
    return storeCode(error)
  }
}
