import { randomBytes, randomUUID } from 'node:crypto'

import { connectAuth, type AuthDatabase } from '@argus/db/auth'
import { reseal } from '@argus/db/reseal'
import { createSeals, SealError } from '@argus/db/seal'
import { createDatabase, type TestDatabase } from '@argus/testkit/database'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { sql } from 'kysely'

import { SEALED_VERIFIERS } from '../../src/provider/pending-logins.ts'
import { openSigningKeys } from '../../src/token/signing-keys.ts'
import { SEALED_SIGNING_KEYS } from '../../src/token/stored-keys.ts'
import { SEALED_SEEDS } from '../../src/user/totp-credentials.ts'
import { addUser, migrateAll, startTestAuth } from '../auth-service.ts'

const OLD = randomBytes(32)
const NEW = randomBytes(32)
const ALL = [SEALED_SIGNING_KEYS, SEALED_SEEDS, SEALED_VERIFIERS]
const clock = { now: () => Date.UTC(2026, 0, 1) }

let database: TestDatabase
let db: AuthDatabase
beforeAll(async () => {
  database = await createDatabase({ migrate: migrateAll })
  db = connectAuth(database.url)
})
beforeEach(async () => {
  await db.deleteFrom('signing_keys').execute()
  await db.deleteFrom('totp_credentials').execute()
  await db.deleteFrom('provider_logins').execute()
})
afterAll(async () => {
  await db.destroy()
  await database[Symbol.asyncDispose]()
})

const VERIFIER = Buffer.from('a verifier')

async function addVerifiers(count: number, key = OLD): Promise<void> {
  const seals = createSeals(key)
  const at = new Date(clock.now())
  const rows = Array.from({ length: count }, () => {
    const digest = randomBytes(32)
    const sealed = seals.seal(VERIFIER, SEALED_VERIFIERS.placeOf(digest))
    return {
      digest,
      nonce: 'n',
      verifier_sealed: sealed.bytes,
      kek_id: sealed.kekId,
      browser_digest: randomBytes(32),
      return_to: '/',
      fresh: false,
      created_at: at,
      expires_at: at,
    }
  })
  await db.insertInto('provider_logins').values(rows).execute()
}

async function underOtherKeys(kekId: string): Promise<number> {
  const { rows } = await sql<{ count: string }>`
    SELECT count(*) FROM (
      SELECT kek_id FROM signing_keys UNION ALL SELECT kek_id FROM totp_credentials
      UNION ALL SELECT kek_id FROM provider_logins) AS sealed
    WHERE kek_id <> ${kekId}`.execute(db)
  return Number(rows[0]?.count)
}

test('A-24 every secret is sealed again under the current key, and then the old one is not needed', async () => {
  const keys = await openSigningKeys({ db, seals: createSeals(OLD), clock })
  const signing = keys.current('access').key
  const userId = await addUser(db, { email: `${randomUUID()}@example.test` })
  const seed = createSeals(OLD).seal(Buffer.from('a seed'), SEALED_SEEDS.placeOf(userId))
  await db
    .insertInto('totp_credentials')
    .values({
      user_id: userId,
      secret_sealed: seed.bytes,
      kek_id: seed.kekId,
      created_at: new Date(clock.now()),
    })
    .execute()
  await addVerifiers(250)

  await expect(openSigningKeys({ db, seals: createSeals(NEW), clock })).rejects.toThrow(SealError)
  const both = createSeals(NEW, [OLD])
  expect(await reseal(db, both, ALL)).toEqual({ sealed: 253, unopened: 0 })
  expect(await underOtherKeys(both.kekId)).toBe(0)
  expect(await reseal(db, both, ALL)).toEqual({ sealed: 0, unopened: 0 })

  const alone = createSeals(NEW)
  const opened = await openSigningKeys({ db, seals: alone, clock })
  expect(opened.current('access').key.equals(signing)).toBe(true)
  const stored = await db.selectFrom('totp_credentials').selectAll().executeTakeFirstOrThrow()
  const sealed = { bytes: stored.secret_sealed, kekId: stored.kek_id }
  expect(alone.unseal(sealed, SEALED_SEEDS.placeOf(userId)).toString()).toBe('a seed')
})

test('A-24 a run that is cut short in the middle is finished by the next one, and no secret is lost', async () => {
  await addVerifiers(350)
  const both = createSeals(NEW, [OLD])
  let left = 240
  const dying = {
    ...both,
    seal: (...args: Parameters<typeof both.seal>) => {
      if (left === 0) throw new Error('killed')
      left -= 1
      return both.seal(...args)
    },
  }
  await expect(reseal(db, dying, ALL)).rejects.toThrow('killed')
  // The third batch was rolled back whole.
  expect(await underOtherKeys(both.kekId)).toBe(150)
  expect(await reseal(db, both, ALL)).toEqual({ sealed: 150, unopened: 0 })
  const alone = createSeals(NEW)
  for (const row of await db.selectFrom('provider_logins').selectAll().execute()) {
    const sealed = { bytes: row.verifier_sealed, kekId: row.kek_id }
    expect(alone.unseal(sealed, SEALED_VERIFIERS.placeOf(row.digest))).toEqual(VERIFIER)
  }
})

test('A-24 two runs at once seal each secret once', async () => {
  await addVerifiers(300)
  const both = createSeals(NEW, [OLD])
  const runs = await Promise.all([reseal(db, both, ALL), reseal(db, both, ALL)])
  expect(runs.reduce((sum, { sealed }) => sum + sealed, 0)).toBe(300)
  expect(await underOtherKeys(both.kekId)).toBe(0)
})

test('a secret that no given key opens is left as it is, told, and holds up no other', async () => {
  await addVerifiers(130, randomBytes(32))
  await addVerifiers(20)
  const both = createSeals(NEW, [OLD])
  expect(await reseal(db, both, ALL)).toEqual({ sealed: 20, unopened: 130 })
  expect(await underOtherKeys(both.kekId)).toBe(130)
})

test('a service with another key-encryption key does not start, and says which variable', async () => {
  await using database = await createDatabase({ migrate: migrateAll })
  await (await startTestAuth({ database }))[Symbol.asyncDispose]()
  const env = { ARGUS_KEY_ENCRYPTION_KEY: randomBytes(32).toString('base64') }
  await expect(startTestAuth({ database, env })).rejects.toThrow(/ARGUS_KEY_ENCRYPTION_KEY/)
})
