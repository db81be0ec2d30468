import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'

import type { SigningKey } from '@argus/access/sign'
import { keySetSchema, type KeySet } from '@argus/contracts/http/auth'
import { apart, type AuthDatabase } from '@argus/db/auth'
import type { Seals } from '@argus/db/seal'

import type { KeyUse } from './rotation-schedule.ts'
import { placeOfSigningKey } from './stored-keys.ts'
import { ensureKeys } from './turn-keys.ts'

/** The keys as the database last gave them. A key that was revoked is in none of these. */
export interface SigningKeys {
  /** What new tokens of a kind are signed with. */
  current(use: KeyUse): SigningKey
  /**
   * Resolves when these are the keys of a second ago or later. Where the database cannot say, they stay as they are:
   * who signs by a key that was revoked meanwhile gives a token that everybody refuses.
   */
  settled(): Promise<void>
  /** Since when it does, in milliseconds since the epoch. */
  currentSince(use: KeyUse): number
  /**
   * The public half of a key of this use, as it was a second ago or later: whichever replica revoked it, it is not
   * answered after that. One kind's key never verifies the other's tokens. A name that is not known is looked for in the
   * database once, since another replica may have made the key a moment ago; not more often than once a second, so that
   * made-up names cost nothing. Rejects where the database could not say.
   */
  publicKey(use: KeyUse, kid: string): Promise<KeyObject | undefined>
  /**
   * What the world may know: public keys of access tokens, as they were within the last seconds. While the database is
   * away nobody can change them, so the last ones are given.
   */
  published(): Promise<KeySet>
  /** Reads the database again: another replica may have turned or revoked a key. */
  reload(): Promise<void>
}

export interface SigningKeysOptions {
  readonly db: AuthDatabase
  readonly seals: Seals
  readonly clock: { now(): number }
}

const UNKNOWN_PAUSE_MS = 1_000
/** For so long a reading is trusted: a key that another replica revoked is refused here within it. */
const TRUSTED_MS = 1_000
/** What verifiers read after an emergency is no older than this, whichever replica they ask. */
const PUBLISHED_AGE_MS = 5_000

/** Opens the keys; makes the first of each use where there is none, once for all replicas. */
export async function openSigningKeys(options: SigningKeysOptions): Promise<SigningKeys> {
  const { db, seals, clock } = options
  await ensureKeys(db, { seals, now: clock.now() })
  let begun = 0
  let applied = 0
  let loadedAt = clock.now()
  let keys = await load(db, seals)
  let soughtAt: number | undefined
  let seeking: Promise<void> | undefined
  let reading: { readonly since: number; readonly done: Promise<void> } | undefined

  const reload = async (): Promise<void> => {
    begun += 1
    const turn = begun
    const at = clock.now()
    const loaded = await apart(() => load(db, seals)) // Several calls may wait for it.
    if (turn < applied) return // A later reading was faster: this one is older.
    applied = turn
    keys = loaded
    loadedAt = at
  }
  const seek = async (): Promise<void> => {
    if (soughtAt !== undefined && clock.now() - soughtAt < UNKNOWN_PAUSE_MS) return seeking
    soughtAt = clock.now()
    const sought = reload().finally(() => {
      if (seeking === sought) seeking = undefined
    })
    seeking = sought
    return sought
  }
  /** Callers of one moment share a reading, unless it began too long before them. */
  const readLately = async (): Promise<void> => {
    const now = clock.now()
    if (isRecent(loadedAt, now)) return
    if (reading === undefined || !isRecent(reading.since, now)) {
      const begunNow = { since: now, done: reload() }
      reading = begunNow
      const over = (): void => {
        if (reading === begunNow) reading = undefined
      }
      begunNow.done.then(over, over)
    }
    return reading.done
  }
  return {
    current: (use) => keys.current[use].key,
    currentSince: (use) => keys.current[use].since,
    settled: () => readLately().catch(() => undefined), // Whoever verifies is told.
    async publicKey(use, kid) {
      await readLately()
      const name = `${use}/${kid}`
      if (!keys.public.has(name)) await seek()
      return keys.public.get(name)
    },
    async published() {
      if (clock.now() - loadedAt >= PUBLISHED_AGE_MS) await reload().catch(() => undefined) // The schedule tells of it.
      return keys.published
    },
    reload,
  }
}

/** A clock that was set back makes no reading recent. */
const isRecent = (at: number, now: number): boolean => now >= at && now - at < TRUSTED_MS

interface Loaded {
  readonly current: Readonly<Record<KeyUse, { readonly key: SigningKey; readonly since: number }>>
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
  const open = ({ kid, private_sealed: bytes, kek_id: kekId }: (typeof rows)[number]) => {
    const der = seals.unseal({ bytes, kekId }, placeOfSigningKey(kid))
    return { kid, key: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }) }
  }
  const currentOf = (use: KeyUse): Loaded['current'][KeyUse] => {
    const row = rows.find((candidate) => candidate.use === use && candidate.state === 'current')
    if (row === undefined) throw new Error(`There is no current signing key of use ${use}`)
    return { key: open(row), since: row.state_since.getTime() }
  }
  // One that this replica could not sign with is found before it is its turn.
  for (const row of rows) if (row.state === 'next') open(row)
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
