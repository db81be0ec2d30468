import { readFileSync } from 'node:fs'

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

import { startTestAuth, type TestAuth } from '../auth-service.ts'
import { AUDITED, type Shown } from './audited-actions.ts'

let auth: TestAuth
beforeAll(async () => {
  auth = await startTestAuth()
})
afterAll(() => auth[Symbol.asyncDispose]())

const shown = Object.entries<Shown>(AUDITED)

const history = (action: string) =>
  auth.db.selectFrom('audit_log').selectAll().where('action', '=', action).orderBy('id').execute()

/** A digest of each table; tries of a password are counted whatever becomes of the rest. */
async function state(): Promise<object> {
  const tables = await auth.database.query(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'auth' AND table_name NOT IN ('throttles', 'known_devices') ORDER BY 1`,
  )
  const digests: Record<string, unknown> = {}
  for (const { name } of tables) {
    const [row] = await auth.database.query(
      `SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS digest FROM auth.${String(name)} AS t`,
    )
    digests[String(name)] = row?.['digest']
  }
  return digests
}

/** Lets the database fail while something runs: at the commit of what writes history, or where a Notice is posted. */
async function failing<T>(where: 'commit' | 'notice', run: () => Promise<T>): Promise<T> {
  const trigger =
    where === 'commit'
      ? 'CREATE CONSTRAINT TRIGGER walk AFTER INSERT ON auth.audit_log DEFERRABLE INITIALLY DEFERRED'
      : 'CREATE TRIGGER walk BEFORE INSERT ON auth.notices'
  await auth.database.query(
    `CREATE FUNCTION walk_refuses() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
     ${trigger} FOR EACH ROW EXECUTE FUNCTION walk_refuses()`,
  )
  try {
    return await run()
  } finally {
    await auth.database.query('DROP FUNCTION walk_refuses() CASCADE')
  }
}

describe.each(shown.flatMap(([action, one]) => (one.type === 'here' ? [{ action, ...one }] : [])))(
  'A-36 $action',
  ({ action, prepare }) => {
    test('is one row, complete, and none where its transaction fails', async () => {
      const { act, row, announced } = await prepare(auth)
      const before = await state()
      const earlier = await history(action)
      auth.announced.length = 0
      for (const where of announced ? (['commit', 'notice'] as const) : (['commit'] as const)) {
        expect((await failing(where, act)).status).toBe(500)
        expect(await state()).toEqual(before)
      }
      expect(auth.notices()).toEqual([])

      expect((await act()).status).not.toBe(500)
      const [written, ...more] = (await history(action)).slice(earlier.length)
      expect(more).toEqual([])
      expect(written).toMatchObject({
        at: new Date(auth.clock.now()),
        outcome: row.outcome,
        actor_id: row.actor_id,
        actor_email: row.actor_id === null ? null : expect.stringContaining('@'),
        session_id: row.session_id === 'new' ? expect.stringMatching(UUID) : row.session_id,
        ip: '127.0.0.1',
        request_id: expect.stringMatching(UUID),
      })
      if (row.target === 'new') expect(written?.target).toMatch(UUID)
      else expect(written?.target).toBe(row.target)
      expect(auth.notices().length > 0).toBe(announced)
    })
  },
)

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

test.each(
  shown.flatMap(([action, one]) => (one.type === 'elsewhere' ? [{ action, file: one.file }] : [])),
)('A-36 $action is shown to be one row by $file', ({ action, file }) => {
  const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
  expect(text).toMatch(new RegExp(`['"]${action.replaceAll('.', String.raw`\.`)}['"]`))
})
