import type { AuthDatabase, AuthTransaction } from '@argus/db/auth'
import type { SealedColumn } from '@argus/db/reseal'
import type { Place, Seals } from '@argus/db/seal'
import { z } from 'zod'

import { newSeed, stepOf } from './totp.ts'

/** What is needed to judge codes: the seeds are sealed. */
export interface TotpOptions {
  readonly seals: Seals
  readonly now: number
}

/** Whether a user's app is asked for codes: it was enrolled, and has shown a first one. */
export async function hasTotp(db: AuthDatabase, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('totp_credentials')
    .select('user_id')
    .where('user_id', '=', userId)
    .where('confirmed_at', 'is not', null)
    .executeTakeFirst()
  return row !== undefined
}

/** Keeps a new seed, in the place of one that was never confirmed; `undefined` where one is confirmed. */
export async function beginTotp(
  tx: AuthTransaction,
  userId: string,
  { seals, now }: TotpOptions,
): Promise<Buffer | undefined> {
  const seed = newSeed()
  const sealed = seals.seal(seed, placeOf(userId))
  const values = { secret_sealed: sealed.bytes, kek_id: sealed.kekId, created_at: new Date(now) }
  const kept = await tx
    .insertInto('totp_credentials')
    .values({ user_id: userId, ...values })
    .onConflict((conflict) =>
      conflict
        .column('user_id')
        .doUpdateSet(values)
        .where('totp_credentials.confirmed_at', 'is', null),
    )
    .returning('user_id')
    .executeTakeFirst()
  return kept && seed
}

/** From a first good code on the app is enrolled; answers whether it was good. */
export async function confirmTotp(
  tx: AuthTransaction,
  given: GivenCode,
  options: TotpOptions,
): Promise<boolean> {
  return takeStep(tx, given, { ...options, confirmed: false })
}

/** Takes a code of an enrolled app: once, whoever else presents it at the same moment. */
export async function useTotp(
  tx: AuthTransaction,
  given: GivenCode,
  options: TotpOptions,
): Promise<boolean> {
  return takeStep(tx, given, { ...options, confirmed: true })
}

export interface GivenCode {
  readonly userId: string
  readonly code: string
}

/** Answers whether there was an enrolled app to remove. One that was only begun goes too. */
export async function removeTotp(tx: AuthTransaction, userId: string): Promise<boolean> {
  const removed = await tx
    .deleteFrom('totp_credentials')
    .where('user_id', '=', userId)
    .returning('confirmed_at')
    .executeTakeFirst()
  return removed !== undefined && removed.confirmed_at !== null
}

async function takeStep(
  tx: AuthTransaction,
  { userId, code }: GivenCode,
  { seals, now, confirmed }: TotpOptions & { readonly confirmed: boolean },
): Promise<boolean> {
  const stored = await tx
    .selectFrom('totp_credentials')
    .select(['secret_sealed as bytes', 'kek_id as kekId'])
    .where('user_id', '=', userId)
    .where('confirmed_at', confirmed ? 'is not' : 'is', null)
    .executeTakeFirst()
  if (stored === undefined) return false
  const step = stepOf(seals.unseal(stored, placeOf(userId)), code, now)
  if (step === undefined) return false
  // One statement compares and sets: of two that bring the same code, one finds the step taken.
  const taken = await tx
    .updateTable('totp_credentials')
    .set({ last_step: step, ...(confirmed ? {} : { confirmed_at: new Date(now) }) })
    .where('user_id', '=', userId)
    .where('confirmed_at', confirmed ? 'is not' : 'is', null)
    .where('secret_sealed', '=', stored.bytes)
    .where((row) => row.or([row('last_step', 'is', null), row('last_step', '<', step)]))
    .returning('user_id')
    .executeTakeFirst()
  return taken !== undefined
}

/** Where the seeds lie, for who changes the key they are sealed under. */
export const SEALED_SEEDS: SealedColumn = {
  table: 'totp_credentials',
  key: 'user_id',
  sealed: 'secret_sealed',
  placeOf: (key) => placeOf(z.string().parse(key)),
}

const placeOf = (userId: string): Place => ({
  table: 'auth.totp_credentials',
  field: 'secret',
  record: userId,
})
