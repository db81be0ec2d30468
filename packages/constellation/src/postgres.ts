import { createHash } from 'node:crypto'
import { chmod, mkdir, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type PostgresServer, startPostgres } from '@argus/testkit/postgres'

import { restartAfter } from './restart-policy.ts'

/** The PostgreSQL of a constellation. */
export interface DatabaseServer extends AsyncDisposable {
  readonly url: string
  /** What it is, for a person. */
  readonly detail: string
  /** Missing where the address was given: it is not ours to stop. */
  readonly server: PostgresServer | undefined
}

export interface DatabaseOptions {
  /** The address of one that runs already. */
  readonly url?: string | undefined
  readonly dir: string
  /** False for data that nobody misses: faster. */
  readonly durable: boolean
  readonly onCrash: (line: string) => void
}

/** The given one, else PostgreSQL 16 from the dependencies, with its data in `dir`. */
export async function startDatabase(options: DatabaseOptions): Promise<DatabaseServer> {
  const { url: given, durable } = options
  if (given !== undefined) {
    return { url: given, detail: 'DATABASE_URL', server: undefined, [Symbol.asyncDispose]: nothing }
  }
  const dir = await dataFolder(options.dir)
  const server = supervised(await startPostgres({ dir, durable }), options.onCrash)
  return {
    url: server.url,
    detail: `embedded, data in ${dir}`,
    server,
    [Symbol.asyncDispose]: () => server.stop(),
  }
}

/** Starts the server again whenever it ended unasked; one that was stopped stays down until `start`. */
function supervised(server: PostgresServer, onCrash: (line: string) => void): PostgresServer {
  let following = new AbortController()
  const follow = async (signal: AbortSignal): Promise<void> => {
    let failures = 0
    while (!signal.aborted) {
      const since = performance.now()
      await server.ended()
      if (signal.aborted) return
      const next = restartAfter(failures, performance.now() - since)
      failures = next.failures
      onCrash(`postgres ended. It starts again in ${next.delayMs / 1000} s`)
      await delay(next.delayMs)
      if (!signal.aborted) await server.start().catch((error: Error) => onCrash(error.message))
    }
  }
  void follow(following.signal)
  return {
    ...server,
    get running() {
      return server.running
    },
    async start() {
      if (!following.signal.aborted) return
      following = new AbortController()
      await server.start()
      void follow(following.signal)
    },
    async stop() {
      following.abort()
      await server.stop()
    },
  }
}

/**
 * PostgreSQL does not run as root; testkit runs it as the user `postgres`, who must be able to reach the data. A
 * checkout in a closed home is out of reach for him: then the data lies in /var/tmp, under a name made of the path.
 */
async function dataFolder(dir: string): Promise<string> {
  if (userInfo().uid !== 0) return join(dir, 'postgres')
  await mkdir(dir, { recursive: true })
  await chmod(dir, 0o711)
  if (await openToAll(dir)) return join(dir, 'postgres')
  const name = createHash('sha256').update(dir).digest('hex').slice(0, 16)
  return `/var/tmp/argus-postgres-${name}`
}

async function openToAll(folder: string): Promise<boolean> {
  const { mode } = await stat(folder)
  if ((mode & OTHERS_MAY_ENTER) === 0) return false
  return dirname(folder) === folder || openToAll(dirname(folder))
}

const OTHERS_MAY_ENTER = 0o001

async function nothing(): Promise<void> {}
