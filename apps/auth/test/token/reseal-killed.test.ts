import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import { connectAuth, type AuthTransaction } from '@argus/db/auth'
import { reseal } from '@argus/db/reseal'
import { createSeals } from '@argus/db/seal'
import { createDatabase } from '@argus/testkit/database'
import { until } from '@argus/testkit/until'
import { expect, test } from '@jest/globals'
import { sql } from 'kysely'

import { SEALED_VERIFIERS } from '../../src/provider/pending-logins.ts'
import { migrateAll } from '../auth-service.ts'

const PROGRAM = fileURLToPath(new URL('reseal-process.ts', import.meta.url))
const OLD = randomBytes(32)
const NEW = randomBytes(32)
const VERIFIER = Buffer.from('a verifier')

test('A-24 a process that is killed while it seals again leaves every secret readable, and the next one ends the work', async () => {
  await using database = await createDatabase({ migrate: migrateAll })
  await using db = connectAuth(database.url)
  const old = createSeals(OLD)
  const digests = Array.from({ length: 250 }, () => randomBytes(32))
  const rows = digests.map((digest) => {
    const { bytes, kekId } = old.seal(VERIFIER, SEALED_VERIFIERS.placeOf(digest))
    const at = new Date()
    return {
      digest,
      browser_digest: randomBytes(32),
      nonce: 'n',
      verifier_sealed: bytes,
      kek_id: kekId,
      fresh: false,
      return_to: '/',
      created_at: at,
      expires_at: at,
    }
  })
  await db.insertInto('provider_logins').values(rows).execute()
  const both = createSeals(NEW, [OLD])
  const left = async (): Promise<number> =>
    (
      await db
        .selectFrom('provider_logins')
        .select('digest')
        .where('kek_id', '<>', both.kekId)
        .execute()
    ).length
  const waiting = async (tx: AuthTransaction): Promise<number> => {
    // Not by pg_stat_activity, which shows the same throughout a transaction.
    const found = await sql`
      SELECT FROM pg_locks AS waits JOIN pg_locks AS works USING (pid)
      WHERE NOT waits.granted AND works.locktype = 'advisory'
        AND works.database = (SELECT oid FROM pg_database WHERE datname = current_database())`.execute(
      tx,
    )
    return found.rows.length
  }

  const keys = [NEW, OLD].map((key) => key.toString('base64'))
  // One in the middle of the second batch is held, so that the process stands still there.
  await db.transaction().execute(async (tx) => {
    const middle = digests.toSorted((one, other) => one.compare(other))[150] ?? Buffer.alloc(0)
    const held = tx.selectFrom('provider_logins').select('digest').where('digest', '=', middle)
    expect(await held.forUpdate().execute()).toHaveLength(1)
    const child = spawn(process.execPath, [PROGRAM, database.url, ...keys], { stdio: 'inherit' })
    const closed = once(child, 'close')
    await until(async () => (await waiting(tx)) === 1, {
      what: 'the second batch to be at work',
      timeoutMs: 20_000,
    })
    child.kill('SIGKILL')
    expect((await closed)[1]).toBe('SIGKILL')
  })

  // The database notices that it is gone, and forgets the batch.
  await until(async () => (await reseal(db, both, [SEALED_VERIFIERS])).sealed === 150, {
    what: 'the next run to find what the killed one left',
  })
  expect(await left()).toBe(0)
  const alone = createSeals(NEW)
  for (const row of await db.selectFrom('provider_logins').selectAll().execute()) {
    const sealed = { bytes: row.verifier_sealed, kekId: row.kek_id }
    expect(alone.unseal(sealed, SEALED_VERIFIERS.placeOf(row.digest))).toEqual(VERIFIER)
  }
})
