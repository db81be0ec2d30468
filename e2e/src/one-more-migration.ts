import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inRepository } from '@argus/constellation/repository'
import { runCommand } from '@argus/constellation/run-command'

import type { World } from './world.ts'

/** The migrations of this repository and one more, as the next version brings it; run by the command of a rollout. */
export interface OneMoreMigration extends AsyncDisposable {
  up(): Promise<void>
  down(): Promise<void>
}

export async function oneMoreMigration({ argus }: World): Promise<OneMoreMigration> {
  const dir = await mkdtemp(join(tmpdir(), 'argus-migrations-'))
  await cp(inRepository('migrations'), dir, { recursive: true })
  const pairs = (await readdir(dir)).filter((file) => file.endsWith('.up.sql')).length
  const name = `${String(pairs + 1).padStart(3, '0')}_next`
  await writeFile(join(dir, `${name}.up.sql`), NEXT_MIGRATION.up)
  await writeFile(join(dir, `${name}.down.sql`), NEXT_MIGRATION.down)
  const run = (...args: readonly string[]): Promise<void> =>
    runCommand({
      name: `the migration ${args.join(' ')}`,
      command: process.execPath,
      args: [inRepository('packages/db/src/migrate-main.ts'), ...args],
      cwd: inRepository('.'),
      env: { ...process.env, DATABASE_URL: argus.database.url, MIGRATIONS_DIR: dir },
      log: join(argus.dir, 'logs', 'one-more-migration.log'),
      signal: AbortSignal.timeout(30_000),
    })
  return {
    up: () => run('up'),
    down: () => run('down'),
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  }
}

/** A migration as the next version brings it: it expands, so that the code of today reads and writes as it did. */
export const NEXT_MIGRATION = {
  up: `-- min_reader: 1
ALTER TABLE auth.sessions ADD COLUMN note text;
ALTER TABLE auth.users ADD COLUMN note text NOT NULL DEFAULT '';
ALTER TABLE fleet.clusters ADD COLUMN note text;
CREATE INDEX idx_sessions_note ON auth.sessions (note) WHERE note IS NOT NULL;
`,
  down: `ALTER TABLE fleet.clusters DROP COLUMN note;
ALTER TABLE auth.users DROP COLUMN note;
ALTER TABLE auth.sessions DROP COLUMN note;
`,
}
