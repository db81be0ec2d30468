import { generateKeyPair, randomUUID } from 'node:crypto'
import { promisify } from 'node:util'

import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'
import type { SealedColumn } from '@argus/db/reseal'
import type { Place, Seals } from '@argus/db/seal'
import { sql } from 'kysely'
import { z } from 'zod'

import type { KeyRecord, KeyUse } from './rotation-schedule.ts'

/** Whoever moves keys does it alone: any number that nothing else locks in this database. */
const KEYS_LOCK = 727_100_003

/** Waits until nobody else moves keys; until the transaction ends. */
export async function lockKeys(tx: AuthTransaction): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${KEYS_LOCK})`.execute(tx)
}

/** The same without waiting; whether it was had. */
export async function tryLockKeys(tx: AuthTransaction): Promise<boolean> {
  const { rows } = await sql<{ ours: boolean }>`
    SELECT pg_try_advisory_xact_lock(${KEYS_LOCK}) AS ours`.execute(tx)
  return rows[0]?.ours === true
}

/** All keys there ever were, newest first. */
export async function keyRecords(db: AuthDatabase): Promise<readonly KeyRecord[]> {
  const rows = await db
    .selectFrom('signing_keys')
    .select(['kid', 'use', 'state', 'created_at', 'state_since'])
    .orderBy('created_at', 'desc')
    .orderBy('kid')
    .execute()
  return rows.map(({ created_at, state_since, ...key }) => ({
    ...key,
    createdAt: created_at.getTime(),
    stateSince: state_since.getTime(),
  }))
}

export interface NewKey {
  readonly use: KeyUse
  readonly state: 'next' | 'current'
  readonly seals: Seals
  readonly at: Date
}

/** Makes a key and stores it, sealed; answers its name. */
export async function insertKey(
  tx: AuthTransaction,
  { use, state, seals, at }: NewKey,
): Promise<string> {
  const kid = randomUUID()
  const { privateKey, publicKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' })
  const sealed = seals.seal(
    privateKey.export({ format: 'der', type: 'pkcs8' }),
    placeOfSigningKey(kid),
  )
  await tx
    .insertInto('signing_keys')
    .values({
      kid,
      use,
      state,
      public_jwk: JSON.stringify(publicKey.export({ format: 'jwk' })),
      private_sealed: sealed.bytes,
      kek_id: sealed.kekId,
      created_at: at,
      state_since: at,
    })
    .execute()
  return kid
}

/** Moves a key on. One that signs no more has no private half any more: a stolen copy of the table cannot use it. */
export async function moveKey(
  tx: AuthTransaction,
  { kid, to, at }: { readonly kid: string; readonly to: KeyRecord['state']; readonly at: Date },
): Promise<void> {
  const signsNoMore = to === 'previous' || to === 'revoked'
  await tx
    .updateTable('signing_keys')
    .set({
      state: to,
      state_since: at,
      ...(signsNoMore && { private_sealed: Buffer.alloc(0), kek_id: '' }),
    })
    .where('kid', '=', kid)
    .execute()
}

/** Where the private halves lie, for who changes the key they are sealed under. */
export const SEALED_SIGNING_KEYS: SealedColumn = {
  table: 'signing_keys',
  key: 'kid',
  sealed: 'private_sealed',
  placeOf: (key) => placeOfSigningKey(z.string().parse(key)),
}

/** Where the private half of a key is sealed for. */
export const placeOfSigningKey = (kid: string): Place => ({
  table: 'auth.signing_keys',
  field: 'private_sealed',
  record: kid,
})
