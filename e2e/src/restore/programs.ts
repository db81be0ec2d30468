import { execFileSync } from 'node:child_process'
import { accessSync, constants, globSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const NEEDED = ['initdb', 'postgres', 'pg_dump', 'pg_restore', 'psql']
const OLDEST = 16

/**
 * The folder of a PostgreSQL with a server and the clients of its own release, 16 or later: the first on PATH, else where Debian
 * and its like keep them beside it. `undefined` where there is none.
 */
export function findPrograms(): string | undefined {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const packaged = globSync('/usr/lib/postgresql/*/bin').toSorted().toReversed()
  return [...onPath, ...packaged].find(
    (folder) => NEEDED.every((name) => executable(join(folder, name))) && isRecent(folder),
  )
}

function isRecent(folder: string): boolean {
  const said = execFileSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' })
  return Number(/\) (\d+)/.exec(said)?.[1] ?? 0) >= OLDEST
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false // Not there, or not ours to run.
  }
}
