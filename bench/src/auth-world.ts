import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '@argus/db/migrate'
import { freePort } from '@argus/testkit/free-port'
import { startPostgres } from '@argus/testkit/postgres'
import { startRedis } from '@argus/testkit/redis'
import { until } from '@argus/testkit/until'

const repository = join(import.meta.dirname, '../..')

/** A database with our schema, and a Redis: what auth stands on. */
export interface Ground extends AsyncDisposable {
  readonly databaseUrl: string
  readonly redisUrl: string
}

/** Durable as in production: a commit waits for the disk, in auth and without it alike. */
export async function layGround(): Promise<Ground> {
  await using made = new AsyncDisposableStack()
  const dir = await mkdtemp(join(tmpdir(), 'argus-bench-'))
  await chmod(dir, 0o711) // PostgreSQL may run as another user than we do
  made.defer(() => rm(dir, { recursive: true, force: true }))
  const postgres = made.use(await startPostgres({ dir: join(dir, 'postgres') }))
  await migrate(postgres.url, join(repository, 'migrations'))
  const redis = made.use(await startRedis())
  const kept = made.move()
  return {
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

export interface RunningAuth extends AsyncDisposable {
  readonly url: string
}

const serviceToken = randomBytes(32).toString('hex')
const keyEncryptionKey = randomBytes(32).toString('base64')

/** Auth as a process of its own, with the development login. */
export async function startAuth({
  databaseUrl,
  redisUrl,
}: Omit<Ground, typeof Symbol.asyncDispose>): Promise<RunningAuth> {
  const [port, internalPort] = [await freePort(), await freePort()]
  const url = `http://127.0.0.1:${port}`
  const child = spawn(process.execPath, [join(repository, 'apps/auth/src/main.ts')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      ARGUS_MODE: 'development',
      ARGUS_DEVELOPMENT_LOGIN: 'true',
      ARGUS_AUTH_PORT: `${port}`,
      ARGUS_AUTH_INTERNAL_PORT: `${internalPort}`,
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      ARGUS_SERVICE_TOKEN: serviceToken,
      ARGUS_KEY_ENCRYPTION_KEY: keyEncryptionKey,
      LOG_LEVEL: 'error',
    },
  })
  const closed = once(child, 'close')
  await until(
    () =>
      fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      ),
    {
      what: 'auth to be ready',
      timeoutMs: 30_000,
    },
  )
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill()
      await closed
    },
  }
}
