import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  randomUUID,
  type KeyObject,
} from 'node:crypto'
import { promisify } from 'node:util'

import type { SigningKey } from '@argus/access/sign'
import { keySetSchema, type KeySet } from '@argus/contracts/http/auth'
import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'
import { sql } from 'kysely'

import { audit } from '../ledger/audit.ts'
import { OURSELVES } from '../ledger/request-origin.ts'
import type { Place, Seals } from './seal.ts'

type Use = 'access' | 'refresh'

/** The keys as the database last gave them. A key that was revoked is in none of these. */
export interface SigningKeys {
  /** What new tokens of a kind are signed with. */
  current(use: Use): SigningKey
  /** The public half of a key of this use; one kind's key never verifies the other's tokens. */
  publicKey(use: Use, kid: string): KeyObject | undefined
  /** What the world may know: public keys of access tokens. */
  published(): KeySet
  /** Reads the database again: another replica may have turned or revoked a key. */
  reload(): Promise<void>
}

export interface SigningKeysOptions {
  readonly db: AuthDatabase
  readonly seals: Seals
  readonly clock: { now(): number }
}

/** Opens the keys; makes the first of each use where there is none, once for all replicas. */
export async function openSigningKeys(options: SigningKeysOptions): Promise<SigningKeys> {
  const { db, seals, clock } = options
  await db.transaction().execute(async (tx) => {
    await sql`SELECT pg_advisory_xact_lock(${FIRST_KEYS_LOCK})`.execute(tx)
    for (const use of ['access', 'refresh'] as const)
      await ensureCurrent(tx, use, { seals, now: clock.now() })
  })
  let keys = await load(db, seals)
  return {
    current: (use) => keys.current[use],
    publicKey: (use, kid) => keys.public.get(`${use}/${kid}`),
    published: () => keys.published,
    async reload() {
      keys = await load(db, seals)
    },
  }
}

/** Any number that nothing else locks in this database. */
const FIRST_KEYS_LOCK = 727_100_003

async function ensureCurrent(
  tx: AuthTransaction,
  use: Use,
  { seals, now }: { readonly seals: Seals; readonly now: number },
): Promise<void> {
  const found = await tx
    .selectFrom('signing_keys')
    .select('kid')
    .where('use', '=', use)
    .where('state', '=', 'current')
    .executeTakeFirst()
  if (found !== undefined) return
  const kid = randomUUID()
  const { privateKey, publicKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' })
  const at = new Date(now)
  const sealed = seals.seal(privateKey.export({ format: 'der', type: 'pkcs8' }), placeOf(kid))
  await tx
    .insertInto('signing_keys')
    .values({
      kid,
      use,
      state: 'current',
      public_jwk: JSON.stringify(publicKey.export({ format: 'jwk' })),
      private_sealed: sealed.bytes,
      kek_id: sealed.kekId,
      created_at: at,
      state_since: at,
    })
    .execute()
  await audit(tx, OURSELVES, [
    {
      at,
      action: 'key.created',
      outcome: 'ok',
      resource: 'signing-keys',
      target: kid,
      details: { use },
    },
  ])
}

const placeOf = (kid: string): Place => ({
  table: 'auth.signing_keys',
  field: 'private_sealed',
  record: kid,
})

interface Loaded {
  readonly current: Readonly<Record<Use, SigningKey>>
  readonly public: ReadonlyMap<string, KeyObject>
  readonly published: KeySet
}

async function load(db: AuthDatabase, seals: Seals): Promise<Loaded> {
  const rows = await db
    .selectFrom('signing_keys')
    .selectAll()
    .where('state', '!=', 'revoked')
    .orderBy('created_at')
    .execute()
  const currentOf = (use: Use): SigningKey => {
    const row = rows.find((candidate) => candidate.use === use && candidate.state === 'current')
    if (row === undefined) throw new Error(`There is no current signing key of use ${use}`)
    const sealed = { bytes: row.private_sealed, kekId: row.kek_id }
    const der = seals.unseal(sealed, placeOf(row.kid))
    return { kid: row.kid, key: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }) }
  }
  const published = keySetSchema.parse({
    keys: rows
      .filter(({ use }) => use === 'access')
      .map(({ kid, public_jwk }) => ({ ...public_jwk, kid, alg: 'ES256', use: 'sig' })),
  })
  return {
    current: { access: currentOf('access'), refresh: currentOf('refresh') },
    public: new Map(
      rows.map(({ use, kid, public_jwk }) => [
        `${use}/${kid}`,
        createPublicKey({ key: { ...public_jwk }, format: 'jwk' }),
      ]),
    ),
    published,
  }
}
