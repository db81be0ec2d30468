import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import pg from 'pg'

import { startPostgres, type PostgresServer } from './postgres.ts'

/** An empty database of its own, dropped when it is disposed, whoever is still connected. */
export interface TestDatabase extends AsyncDisposable {
  readonly name: string
  /** Its address, with the rights of the server's superuser. */
  readonly url: string
  /** Runs one statement with the rights of the server's superuser and answers its rows. */
  query(text: string, values?: readonly unknown[]): Promise<readonly Row[]>
  [Symbol.asyncDispose](): Promise<void>
}

type Row = Readonly<Record<string, unknown>>

export interface DatabaseOptions {
  /** Brings the schema up; testkit knows none of ours. */
  readonly migrate?: (url: string) => Promise<unknown>
}

/**
 * Makes a database on the server of `TEST_DATABASE_URL`, which `@argus/testkit/postgres-setup` sets for a whole run;
 * without either, on an embedded server that lives as long as this database.
 */
export async function createDatabase({ migrate }: DatabaseOptions = {}): Promise<TestDatabase> {
  // oxlint-disable-next-line node/no-process-env -- how a whole test run is told of its server
  const given = process.env['TEST_DATABASE_URL']
  await using made = new AsyncDisposableStack()
  const serverUrl = given ?? made.use(await startTestPostgres()).url
  const name = `test_${randomBytes(8).toString('hex')}`
  await run(serverUrl, `CREATE DATABASE ${name}`)
  made.defer(
    async () => void (await run(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  )
  const url = databaseUrl(serverUrl, name)
  await migrate?.(url)
  const kept = made.move()
  return {
    name,
    url,
    query: (text, values) => run(url, text, values),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** A quick, forgetful server in a temporary folder: for outages, and for runs without one. Its folder goes with it. */
export async function startTestPostgres(): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'argus-postgres-'))
  await chmod(folder, 0o711) // the server may run as another user than we do
  const server = await startPostgres({ dir: join(folder, 'data'), durable: false })
  return {
    ...server,
    get running() {
      return server.running
    },
    async [Symbol.asyncDispose]() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The address of another database of the same server. */
export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

async function run(url: string, text: string, values: readonly unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(text, [...values])).rows
  } finally {
    await client.end()
  }
}
