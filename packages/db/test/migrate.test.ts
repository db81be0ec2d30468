import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { createDatabase, type TestDatabase } from '@argus/testkit/database'
import { describe, expect, test } from '@jest/globals'

import { migrate } from '../src/migrate.ts'
import { readMigrations } from '../src/migration-files.ts'
import { SCHEMA_VERSION } from '../src/schema-check.ts'
import { MIGRATIONS, migrateAll } from './migrations.ts'

/** The number that the next migration would have. */
const NEXT = String(SCHEMA_VERSION + 1).padStart(3, '0')

test('the code knows the newest migration', async () => {
  expect((await readMigrations(MIGRATIONS)).length).toBe(SCHEMA_VERSION)
})

test('up, down, up from empty arrives at the same schema, and down leaves nothing behind', async () => {
  await using database = await createDatabase()
  await migrateAll(database.url)
  const first = await shapeOf(database)
  expect(first.length).toBeGreaterThan(60)
  await migrate(database.url, MIGRATIONS, { to: 0 })
  expect(await shapeOf(database)).toEqual([])
  await migrateAll(database.url)
  expect(await shapeOf(database)).toEqual(first)
})

test.each(Array.from({ length: SCHEMA_VERSION - 1 }, (_, index) => index + 1))(
  'up, down, up from number %i arrives at the same schema',
  async (number) => {
    await using database = await createDatabase()
    await migrate(database.url, MIGRATIONS, { to: number })
    const before = await shapeOf(database)
    await migrateAll(database.url)
    const whole = await shapeOf(database)
    await migrate(database.url, MIGRATIONS, { to: number })
    expect(await shapeOf(database)).toEqual(before)
    await migrateAll(database.url)
    expect(await shapeOf(database)).toEqual(whole)
  },
)

test('a database that is there already is left alone, and two commands at once do the work once', async () => {
  await using database = await createDatabase()
  const [one, other] = await Promise.all([migrateAll(database.url), migrateAll(database.url)])
  expect(one.steps.length + other.steps.length).toBe(SCHEMA_VERSION)
  expect((await migrateAll(database.url)).steps).toEqual([])
})

test('a role given twice in one scope, in each of the three scopes, is there once after 008', async () => {
  await using database = await createDatabase()
  await migrate(database.url, MIGRATIONS, { to: 7 })
  await database.query(`INSERT INTO auth.users (email) VALUES ('a@example.test')`)
  for (const scope of [`null, null`, `'prod', null`, `'prod', 'shop'`]) {
    for (let times = 0; times < 3; times += 1) {
      await database.query(`
        INSERT INTO auth.user_roles (user_id, role_id, cluster_id, namespace)
        SELECT users.id, roles.id, ${scope} FROM auth.users, auth.roles WHERE roles.name = 'viewer'`)
    }
  }
  await migrateAll(database.url)
  const rows = await database.query('SELECT cluster_id, namespace FROM auth.user_roles')
  expect(rows).toHaveLength(3)
})

describe('with migrations of our own', () => {
  test('one that fails changes nothing and names itself', async () => {
    await using database = await createDatabase()
    await using folder = await copyOfMigrations()
    await folder.add(`${NEXT}_broken`, 'CREATE TABLE auth.half (id int); SELECT no_such_column;')
    await expect(migrate(database.url, folder.dir)).rejects.toThrow(
      new RegExp(`${NEXT}_broken.*no_such_column`),
    )
    expect(await database.query(`SELECT to_regclass('auth.half') AS found`)).toEqual([
      { found: null },
    ])
    const [row] = await database.query(
      'SELECT max(number) AS at, bool_and(state = $1) AS whole FROM public.schema_info',
      ['applied'],
    )
    expect(row).toEqual({ at: SCHEMA_VERSION, whole: true })
  })

  test('one that was interrupted is taken again', async () => {
    await using database = await createDatabase()
    await migrate(database.url, MIGRATIONS, { to: 7 })
    await database.query(
      `INSERT INTO public.schema_info VALUES (8, '008_indices', 'x', 'applying', 1)`,
    )
    await migrateAll(database.url)
    expect(await database.query('SELECT state FROM public.schema_info WHERE number = 8')).toEqual([
      { state: 'applied' },
    ])
  })

  test('one that was changed after it had been applied is refused', async () => {
    await using database = await createDatabase()
    await using folder = await copyOfMigrations()
    await migrate(database.url, folder.dir)
    await writeFile(
      join(folder.dir, '006_notification_config.up.sql'),
      '-- min_reader: 1\nSELECT 1;\n',
    )
    await expect(migrate(database.url, folder.dir)).rejects.toThrow(
      /006_notification_config was changed/,
    )
  })

  test('a database that is newer than the files, and can be read all the same, is left as it is: a release was taken back', async () => {
    await using database = await createDatabase()
    await using folder = await copyOfMigrations()
    await folder.add(`${NEXT}_later`, 'SELECT 1;', SCHEMA_VERSION)
    await migrate(database.url, folder.dir)
    expect(await migrateAll(database.url)).toEqual({
      from: Number(NEXT),
      to: Number(NEXT),
      steps: [],
    })
    await expect(migrate(database.url, MIGRATIONS, { to: SCHEMA_VERSION })).rejects.toThrow(
      `has migration ${NEXT}_later, which these files lack`,
    )
  })

  test('a database that is newer than the files, and too new for their code, is refused', async () => {
    await using database = await createDatabase()
    await using folder = await copyOfMigrations()
    await folder.add(`${NEXT}_later`, 'SELECT 1;', Number(NEXT))
    await migrate(database.url, folder.dir)
    await expect(migrateAll(database.url)).rejects.toThrow(
      `has migration ${NEXT}_later, which these files lack`,
    )
  })

  test('a hole in the numbers and a missing half are refused', async () => {
    await using folder = await copyOfMigrations()
    await rm(join(folder.dir, '003_sessions.down.sql'))
    await expect(readMigrations(folder.dir)).rejects.toThrow(/003_sessions.down.sql/)
    await rm(join(folder.dir, '003_sessions.up.sql'))
    await expect(readMigrations(folder.dir)).rejects.toThrow(/number 3 is expected/)
  })
})

test('the command goes up, one back, and to a number; it says what it did', async () => {
  await using database = await createDatabase()
  const command = async (...args: string[]) => {
    const main = new URL('../src/migrate-main.ts', import.meta.url).pathname
    const env = { ...process.env, DATABASE_URL: database.url }
    const { stdout } = await promisify(execFile)(process.execPath, [main, ...args], { env })
    return stdout.trim().split('\n')
  }
  expect(await command('up')).toEqual(
    expect.arrayContaining(['up 001_users', `The schema is at ${SCHEMA_VERSION}.`]),
  )
  const newest = (await readMigrations(MIGRATIONS)).at(-1)?.name
  expect(await command('down')).toEqual([
    `down ${newest}`,
    `The schema is at ${SCHEMA_VERSION - 1}.`,
  ])
  expect((await command('to', '2')).at(-1)).toBe('The schema is at 2.')
  await expect(command('sideways')).rejects.toThrow(/Usage:/)
})

/** Everything that a migration can leave: columns, constraints, indices, rights, and the built-in roles. */
async function shapeOf(database: TestDatabase): Promise<readonly unknown[]> {
  const parts = await Promise.all([
    database.query(`SELECT table_schema, table_name, column_name, data_type, is_nullable, column_default
      FROM information_schema.columns WHERE table_schema IN ('auth', 'fleet') ORDER BY 1, 2, 3`),
    database.query(`SELECT conrelid::regclass::text AS of, conname, pg_get_constraintdef(oid) AS def FROM pg_constraint
      WHERE connamespace::regnamespace::text IN ('auth', 'fleet') ORDER BY 1, 2`),
    database.query(
      `SELECT indexdef FROM pg_indexes WHERE schemaname IN ('auth', 'fleet') ORDER BY 1`,
    ),
    database.query(`SELECT table_schema, table_name, grantee, privilege_type FROM information_schema.table_privileges
      WHERE table_schema IN ('auth', 'fleet') ORDER BY 1, 2, 3, 4`),
  ])
  return parts.flat()
}

async function copyOfMigrations() {
  const dir = await mkdtemp(join(tmpdir(), 'argus-migrations-'))
  await cp(MIGRATIONS, dir, { recursive: true })
  return {
    dir,
    async add(name: string, up: string, minReader = 1) {
      await writeFile(join(dir, `${name}.up.sql`), `-- min_reader: ${minReader}\n${up}\n`)
      await writeFile(join(dir, `${name}.down.sql`), 'SELECT 1;\n')
    },
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  }
}
