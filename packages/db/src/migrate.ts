import pg from 'pg'

import { readMigrations } from './migration-files.ts'
import {
  isAheadAndReadable,
  MigrationError,
  planMigration,
  type MigrationRow,
  type MigrationStep,
} from './migration-plan.ts'

export { MigrationError } from './migration-plan.ts'

export interface MigrateOptions {
  /** The number to arrive at, 0 for none, or one before the present one; unless given, the newest, or where it is if that is ahead and can be read. */
  readonly to?: number | 'previous'
}

/** What was done: the names in order. Empty when the database was there already. */
export interface Migrated {
  readonly from: number
  readonly to: number
  readonly steps: readonly { readonly direction: 'up' | 'down'; readonly name: string }[]
}

/**
 * Brings a database to a number by the SQL pairs of a folder, each in a transaction of its own. One at a time: others
 * wait for the lock. Makes the services' database roles where they are missing. Throws a MigrationError that says
 * what stands in the way; the database is then at the last number that was finished.
 */
export async function migrate(
  url: string,
  dir: string,
  options: MigrateOptions = {},
): Promise<Migrated> {
  const pairs = await readMigrations(dir)
  const client = new pg.Client({ connectionString: url, application_name: 'argus-migrate' })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    await client.query(PREPARE)
    const rows = await readRows(client)
    const from = rows.filter(({ state }) => state !== 'applying').length
    if (options.to === undefined && isAheadAndReadable(pairs, rows))
      return { from, to: from, steps: [] }
    const { to: wanted = pairs.length } = options
    const to = wanted === 'previous' ? Math.max(0, from - 1) : wanted
    const steps = planMigration(pairs, rows, to)
    for (const step of steps) await take(client, step)
    await settleUnfinished(client)
    return {
      from,
      to,
      steps: steps.map(({ direction, pair }) => ({ direction, name: pair.name })),
    }
  } finally {
    await client.end()
  }
}

/** Any number that nothing else locks in this database. */
const MIGRATION_LOCK = 727_100_001

/**
 * The bookkeeping, and the roles: nobody logs in as one, a service takes its own by SET ROLE. Roles belong to the whole
 * server, where another database may be making them at this moment.
 */
const PREPARE = `
DO $$
DECLARE wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['argus_auth', 'argus_watcher'] LOOP
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
      END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL;
    END;
    IF NOT pg_has_role(current_user, wanted, 'SET') THEN
      EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
    END IF;
  END LOOP;
END $$;
CREATE TABLE IF NOT EXISTS public.schema_info (
  number integer PRIMARY KEY,
  name text NOT NULL,
  checksum text NOT NULL,
  state text NOT NULL CHECK (state IN ('applying', 'applied', 'reverting')),
  min_reader integer NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
GRANT USAGE ON SCHEMA public TO argus_auth, argus_watcher;
GRANT SELECT ON public.schema_info TO argus_auth, argus_watcher;
`

async function readRows(client: pg.Client): Promise<readonly MigrationRow[]> {
  const { rows } = await client.query<MigrationRow>(
    'SELECT number, name, checksum, state, min_reader FROM public.schema_info ORDER BY number',
  )
  return rows
}

/** Marked first, in a commit of its own: whoever looks while it runs, or after a crash, sees a half-applied schema. */
async function take(client: pg.Client, { direction, pair }: MigrationStep): Promise<void> {
  const { number, name, checksum, minReader } = pair
  await client.query(
    `INSERT INTO public.schema_info (number, name, checksum, state, min_reader)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (number) DO UPDATE
     SET name = $2, checksum = $3, state = $4, min_reader = $5, changed_at = clock_timestamp()`,
    [number, name, checksum, direction === 'up' ? 'applying' : 'reverting', minReader],
  )
  try {
    await client.query('BEGIN')
    await client.query(direction === 'up' ? pair.up : pair.down)
    await client.query(direction === 'up' ? FINISH_UP : FINISH_DOWN, [number])
    await client.query('COMMIT')
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    await client.query('ROLLBACK')
    await settleUnfinished(client)
    throw new MigrationError(
      `Migration ${name} (${direction}) failed and changed nothing: ${reason}. Mend what it names and run it again.`,
      { cause },
    )
  }
}

const FINISH_UP = `UPDATE public.schema_info SET state = 'applied', changed_at = clock_timestamp() WHERE number = $1`
const FINISH_DOWN = `DELETE FROM public.schema_info WHERE number = $1`

/** What was begun and not finished was rolled back with its transaction: the marks of it go. */
async function settleUnfinished(client: pg.Client): Promise<void> {
  await client.query(`DELETE FROM public.schema_info WHERE state = 'applying'`)
  await client.query(`UPDATE public.schema_info SET state = 'applied' WHERE state = 'reverting'`)
}
