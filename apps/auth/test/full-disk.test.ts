import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

import { startTestAuth, type TestAuth } from './auth-service.ts'
import type { Answer } from './client.ts'
import { AUDITED, type Shown } from './ledger/audited-actions.ts'

let auth: TestAuth
beforeAll(async () => {
  auth = await startTestAuth()
  // What PostgreSQL answers where no page can be added any more (https://www.postgresql.org/docs/16/errcodes-appendix.html).
  await auth.database.query(
    `CREATE TABLE public.full_disk (); GRANT USAGE ON SCHEMA public TO PUBLIC;
     CREATE FUNCTION public.extend() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
       IF EXISTS (SELECT FROM public.full_disk) THEN
         RAISE 'could not extend file: No space left on device' USING ERRCODE = '53100';
       END IF;
       RETURN NULL;
     END $$`,
  )
  for (const table of await tables())
    await auth.database.query(
      `CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE OR DELETE ON auth.${table}
       FOR EACH STATEMENT EXECUTE FUNCTION public.extend()`,
    )
})
afterAll(() => auth[Symbol.asyncDispose]())

async function tables(): Promise<readonly string[]> {
  const rows = await auth.database.query(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'auth' ORDER BY 1`,
  )
  return rows.map(({ name }) => String(name))
}

async function state(): Promise<readonly unknown[]> {
  const digests = (await tables()).map(async (table) => [
    table,
    await auth.database.query(
      `SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) AS digest FROM auth.${table} AS t`,
    ),
  ])
  return Promise.all(digests)
}

async function onFullDisk(act: () => Promise<Answer>): Promise<Answer> {
  await auth.database.query('INSERT INTO public.full_disk DEFAULT VALUES')
  try {
    return await act()
  } finally {
    await auth.database.query('DELETE FROM public.full_disk')
  }
}

const shown = Object.entries<Shown>(AUDITED)

describe('A-32 on a full disk nothing is done, and nothing is said to be', () => {
  test.each(shown.flatMap(([action, one]) => (one.type === 'here' ? [{ action, ...one }] : [])))(
    '$action',
    async ({ prepare }) => {
      const { act } = await prepare(auth)
      const before = await state()
      auth.announced.length = 0
      const { status, text, headers } = await onFullDisk(act)
      expect([status, text]).toEqual([
        503,
        '{"error":"temporarily unavailable","code":"unavailable"}',
      ])
      expect(headers.get('set-cookie')).toBeNull()
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
      expect(await state()).toEqual(before)
      expect(auth.notices()).toEqual([])
      // As soon as there is room again the same call does it.
      expect((await act()).status).toBeLessThan(500)
      expect(await state()).not.toEqual(before)
    },
  )
})
