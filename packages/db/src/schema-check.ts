import { sql, type Kysely } from 'kysely'

import { storeCode } from './store-error.ts'

/** The newest migration that this code was written for; a test compares it with the folder. */
export const SCHEMA_VERSION = 20

/** The schema is not one this code can work with; the message says what to do. A start must end here. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError'
}

/** What `schema_info` says of one migration. */
export interface SchemaRow {
  readonly number: number
  readonly state: string
  readonly min_reader: number
}

/** Throws a SchemaError unless this code can work with the database's schema. */
export async function checkSchema<T>(db: Kysely<T>): Promise<void> {
  const complaint = schemaComplaint(await schemaRows(db), SCHEMA_VERSION)
  if (complaint !== undefined) throw new SchemaError(complaint)
}

/** Why code written for number `code` must not run on this schema; `undefined` when it may. */
export function schemaComplaint(rows: readonly SchemaRow[], code: number): string | undefined {
  const unfinished = rows.find(({ state }) => state !== 'applied')
  if (unfinished !== undefined) {
    return `The database is half-applied: migration ${unfinished.number} was begun and not finished. Wait for the migrate command if it is running, else run it again.`
  }
  const hole = rows.findIndex(({ number }, index) => number !== index + 1)
  if (hole !== -1) {
    return `The database is half-applied: migration ${hole + 1} is missing among those applied. Restore it from a backup.`
  }
  if (rows.length < code) {
    return `The database is behind: it is at migration ${rows.length} and this release needs ${code}. Run the migrate command of this release.`
  }
  const oldest = rows.at(-1)?.min_reader ?? 0
  if (oldest > code) {
    return `The database is ahead: it is at migration ${rows.length}, which needs a release that knows ${oldest}, and this one knows ${code}. Deploy the newer release.`
  }
  return undefined
}

async function schemaRows<T>(db: Kysely<T>): Promise<readonly SchemaRow[]> {
  try {
    const { rows } = await sql<SchemaRow>`
      SELECT number, state, min_reader FROM public.schema_info ORDER BY number`.execute(db)
    return rows
  } catch (error) {
    if (NEVER_MIGRATED.has(storeCode(error))) return []
    throw error
  }
}

/** Without the table (42P01), and without the role that a connection begins with (22023), no migration ever ran. */
const NEVER_MIGRATED: ReadonlySet<string | undefined> = new Set(['42P01', '22023'])
