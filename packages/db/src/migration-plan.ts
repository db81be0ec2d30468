import type { MigrationPair } from './migration-files.ts'

/** What `schema_info` says of one migration. Anything but `applied` was begun and not finished. */
export interface MigrationRow {
  readonly number: number
  readonly name: string
  readonly checksum: string
  readonly state: 'applying' | 'applied' | 'reverting'
  readonly min_reader: number
}

export interface MigrationStep {
  readonly direction: 'up' | 'down'
  readonly pair: MigrationPair
}

/**
 * The steps from what a database has to number `to`. A migration is one transaction, so one that was begun and not
 * finished has changed nothing: it is taken again. Refuses a history that is not the one of these files.
 */
export function planMigration(
  pairs: readonly MigrationPair[],
  rows: readonly MigrationRow[],
  to: number,
): readonly MigrationStep[] {
  if (to < 0 || to > pairs.length) {
    throw new MigrationError(`There is no migration ${to}; the newest is ${pairs.length}.`)
  }
  for (const row of rows) compare(row, pairs[row.number - 1])
  const present = rows.filter(({ state }) => state !== 'applying').map(({ number }) => number)
  const applied = present.length
  if (present.some((number, index) => number !== index + 1)) {
    throw new MigrationError(
      `The history in schema_info has a hole (it lists ${present.join(', ')}). Restore the database from a backup.`,
    )
  }
  return to >= applied
    ? pairs.slice(applied, to).map((pair) => ({ direction: 'up', pair }))
    : pairs
        .slice(to, applied)
        .toReversed()
        .map((pair) => ({ direction: 'down', pair }))
}

/**
 * Whether a database is ahead of these files and says that their code works on it all the same, as after a release was
 * taken back: there is nothing to do. Refuses a history that is not the one of these files.
 */
export function isAheadAndReadable(
  pairs: readonly MigrationPair[],
  rows: readonly MigrationRow[],
): boolean {
  const [known, later] = [rows.slice(0, pairs.length), rows.slice(pairs.length)]
  const newest = later.at(-1)
  if (newest === undefined || rows.some(({ state }) => state !== 'applied')) return false
  for (const row of known) compare(row, pairs[row.number - 1])
  return newest.min_reader <= pairs.length
}

/** Why a migration was refused or failed, and what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError'
}

function compare(row: MigrationRow, pair: MigrationPair | undefined): void {
  if (pair === undefined) {
    throw new MigrationError(
      `The database has migration ${row.name}, which these files lack. Run the migrate command of the newer release.`,
    )
  }
  if (row.state === 'applied' && (row.name !== pair.name || row.checksum !== pair.checksum)) {
    throw new MigrationError(
      `Migration ${pair.name} was changed after it had been applied. Put the file back and add a new migration instead.`,
    )
  }
}
