import { chmod, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { outputOf } from '@argus/charts/run-program'
import { inRepository } from '@argus/constellation/repository'
import { type PostgresServer, startPostgres } from '@argus/testkit/postgres'

/** A database on a server that can be lost, with the commands of the page on backups. */
export interface LosableDatabase extends AsyncDisposable {
  readonly url: string
  /** Writes all of it into a file, which stays. Answers, as the others, what a person reads of it. */
  dump(): Promise<string>
  /** Destroys the server with its data, and sets up an empty one in its place. */
  lose(): Promise<string>
  /** Reads the file into the new one, and brings it to the schema of today. */
  restore(): Promise<string>
}

/** The server and the commands are the programs in the folder. */
export async function openLosableDatabase(programs: string): Promise<LosableDatabase> {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'argus-backup-'))
  await chmod(folder, 0o711) // the server may run as another user than we do
  made.defer(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'argus.dump')
  const run = (name: string, ...args: readonly string[]): Promise<string> =>
    outputOf(join(programs, name), args)
  let server: PostgresServer = await startPostgres({
    dir: join(folder, 'first'),
    programs,
    durable: false,
  })
  made.defer(() => server.stop())
  const { port, url: serverUrl } = server
  const url = at(serverUrl, 'argus')
  await run('psql', serverUrl, '-c', 'CREATE DATABASE argus')
  const kept = made.move()
  return {
    url,
    async dump() {
      await run('pg_dump', '--format=custom', '--no-owner', `--file=${file}`, url)
      return `${(await stat(file)).size} bytes by ${(await run('pg_dump', '--version')).trim()}`
    },
    async lose() {
      await server.kill()
      await rm(join(folder, 'first'), { recursive: true })
      server = await startPostgres({ dir: join(folder, 'second'), port, programs, durable: false })
      const { password } = new URL(serverUrl)
      await run('psql', server.url, '-c', `ALTER ROLE postgres PASSWORD '${password}'`)
      await run('psql', serverUrl, '-c', 'CREATE DATABASE argus')
      return 'the server and its data are gone, and an empty one is there'
    },
    async restore() {
      const roles = ['CREATE ROLE argus_auth NOLOGIN', 'CREATE ROLE argus_watcher NOLOGIN']
      await run('psql', serverUrl, ...roles.flatMap((statement) => ['-c', statement]))
      await run('pg_restore', '--no-owner', '--exit-on-error', `--dbname=${url}`, file)
      const migrate = inRepository('packages/db/src/migrate-main.ts')
      const environment = { DATABASE_URL: url }
      return (await outputOf(process.execPath, [migrate, 'up'], { environment })).trim()
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

function at(serverUrl: string, database: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  return url.href
}
