import { sql, type Kysely, type Transaction } from 'kysely'

import { SealError, type Place, type Seals } from './seal.ts'

/** A column of sealed secrets, beside it `kek_id`. */
export interface SealedColumn {
  readonly table: string
  /** The table's primary key. */
  readonly key: string
  readonly sealed: string
  readonly placeOf: (key: unknown) => Place
}

/** What a run came to: secrets sealed again, and those that no given key opens. */
export interface Resealing {
  readonly sealed: number
  readonly unopened: number
}

/** One transaction holds its locks for no more rows than this. */
const BATCH = 100

/** Any number that nothing else locks in this database, beside it the table. */
const RESEAL_LOCK = 727_100_005

/**
 * Seals again under the operator's current key whatever another one sealed; afterwards the old one is not needed. Ends
 * early where another replica is at it. Each batch is committed by itself and a secret that changed meanwhile is left
 * alone, so that a run that was cut short is finished by the next one.
 *
 * To change the key without a replica that cannot read: start all of them with the new one among the previous keys, then
 * all with the two exchanged.
 */
export async function reseal<Tables>(
  db: Kysely<Tables>,
  seals: Seals,
  columns: readonly SealedColumn[],
): Promise<Resealing> {
  let sum: Resealing = { sealed: 0, unopened: 0 }
  for (const column of columns) {
    let after: unknown
    do {
      const batch = await db
        .transaction()
        .execute((tx) => resealBatch(tx, { seals, column, after }))
      sum = { sealed: sum.sealed + batch.sealed, unopened: sum.unopened + batch.unopened }
      after = batch.last
    } while (after !== undefined)
  }
  return sum
}

interface Batch extends Resealing {
  /** The key of the last row that was looked at; `undefined` when there is no more. */
  readonly last: unknown
}

interface BatchOptions {
  readonly seals: Seals
  readonly column: SealedColumn
  readonly after: unknown
}

async function resealBatch<Tables>(
  tx: Transaction<Tables>,
  { seals, column, after }: BatchOptions,
): Promise<Batch> {
  const nothing: Batch = { sealed: 0, unopened: 0, last: undefined }
  const { rows: locks } = await sql<{ ours: boolean }>`
    SELECT pg_try_advisory_xact_lock(${RESEAL_LOCK}, hashtext(${column.table})) AS ours`.execute(tx)
  if (locks[0]?.ours !== true) return nothing
  const key = sql.ref(column.key)
  const bytes = sql.ref(column.sealed)
  // A key that signs no more has no secret; its column is empty.
  const { rows } = await sql<{ key: unknown; bytes: Buffer; kekId: string }>`
    SELECT ${key} AS key, ${bytes} AS bytes, kek_id AS "kekId" FROM ${sql.table(column.table)}
    WHERE kek_id <> ${seals.kekId} AND octet_length(${bytes}) > 0
      ${after === undefined ? sql`` : sql`AND ${key} > ${after}`}
    ORDER BY ${key} LIMIT ${BATCH}`.execute(tx)
  let sealed = 0
  let unopened = 0
  for (const row of rows) {
    const again = sealedAgain(seals, row, column.placeOf(row.key))
    if (again === undefined) unopened += 1
    else {
      const { numAffectedRows = 0n } = await sql`
        UPDATE ${sql.table(column.table)} SET ${bytes} = ${again.bytes}, kek_id = ${again.kekId}
        WHERE ${key} = ${row.key} AND ${bytes} = ${row.bytes}`.execute(tx)
      sealed += Number(numAffectedRows)
    }
  }
  return { sealed, unopened, last: rows.length < BATCH ? undefined : rows.at(-1)?.key }
}

function sealedAgain(
  seals: Seals,
  secret: { readonly bytes: Buffer; readonly kekId: string },
  place: Place,
): ReturnType<Seals['seal']> | undefined {
  try {
    return seals.seal(seals.unseal(secret, place), place)
  } catch (error) {
    if (error instanceof SealError) return undefined
    throw error
  }
}
