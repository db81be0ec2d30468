import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'

import type { Announcement, Notice } from '@argus/contracts/notice'
import { connectAuth, type AuthDatabase } from '@argus/db/auth'
import { migrate } from '@argus/db/migrate'
import { createDatabase, type TestDatabase } from '@argus/testkit/database'
import { ManualClock } from '@argus/testkit/manual-clock'

import { readConfig } from '../src/config.ts'
import type { NoticePublisher } from '../src/ledger/announcer.ts'
import { authLogger, type Logger } from '../src/logger.ts'
import { startAuth, type AuthService } from '../src/service.ts'
import { createPasswords } from '../src/user/password-hash.ts'
import { hashQueue } from '../src/user/hash-queue.ts'

const MIGRATIONS = fileURLToPath(new URL('../../../migrations', import.meta.url))

export const migrateAll = (url: string) => migrate(url, MIGRATIONS)
export const SERVICE_TOKEN = randomBytes(32).toString('hex')
export const KEY_ENCRYPTION_KEY = randomBytes(32).toString('base64')
export const CONSOLE = 'http://localhost:3000'
export const PASSWORD = 'correct horse battery staple'

/** The least an operator must set, and free ports. */
export const environment = (databaseUrl: string): Record<string, string> => ({
  ARGUS_MODE: 'production',
  DATABASE_URL: databaseUrl,
  REDIS_URL: 'redis://127.0.0.1:1',
  ARGUS_SERVICE_TOKEN: SERVICE_TOKEN,
  ARGUS_KEY_ENCRYPTION_KEY: KEY_ENCRYPTION_KEY,
  ARGUS_ALLOWED_ORIGINS: CONSOLE,
  ARGUS_AUTH_PORT: '0',
  ARGUS_AUTH_INTERNAL_PORT: '0',
  LOG_LEVEL: 'silent',
})

/** A whole auth service on a database of its own, with a clock that a test moves. */
export interface TestAuth extends AsyncDisposable {
  readonly service: AuthService
  readonly clock: ManualClock
  readonly db: AuthDatabase
  readonly database: TestDatabase
  readonly announced: Announcement[]
  /** The Notices among what was announced. */
  notices(): readonly Notice[]
  [Symbol.asyncDispose](): Promise<void>
}

export interface TestAuthOptions {
  readonly env?: Record<string, string>
  readonly clock?: ManualClock
  readonly database?: TestDatabase
  readonly logger?: Logger
  readonly callMs?: number
}

export async function startTestAuth(options: TestAuthOptions = {}): Promise<TestAuth> {
  await using parts = new AsyncDisposableStack()
  const database = options.database ?? parts.use(await createDatabase({ migrate: migrateAll }))
  const clock = options.clock ?? new ManualClock()
  const announced: Announcement[] = []
  const publisher: NoticePublisher = {
    publish: async (announcement) => void announced.push(announcement),
    [Symbol.asyncDispose]: async () => {},
  }
  const config = readConfig({ ...environment(database.url), ...options.env })
  const { logger = authLogger('silent') } = options
  const service = parts.use(
    await startAuth(config, {
      clock,
      logger,
      publisher,
      ...(options.callMs && { callMs: options.callMs }),
    }),
  )
  const db = parts.use(connectAuth(database.url))
  const kept = parts.move()
  return {
    service,
    clock,
    db,
    database,
    announced,
    notices: () => announced.flatMap((one) => (one.type === 'notices' ? one.notices : [])),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

const hashed = createPasswords(hashQueue(2)).hash(PASSWORD)

export interface UserOptions {
  readonly email: string
  readonly role?: string
  readonly cluster?: string
  readonly namespace?: string
  readonly passwordHash?: string
  readonly disabled?: boolean
}

/** A user with a role somewhere, put in as an administrator's call would; answers the id. */
export async function addUser(db: AuthDatabase, user: UserOptions): Promise<string> {
  const { id } = await db
    .insertInto('users')
    .values({
      email: user.email,
      password_hash: user.passwordHash ?? (await hashed),
      disabled_at: user.disabled ? new Date() : null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  if (user.role === undefined) return id
  const role = await db
    .selectFrom('roles')
    .select('id')
    .where('name', '=', user.role)
    .executeTakeFirstOrThrow()
  await db
    .insertInto('user_roles')
    .values({
      user_id: id,
      role_id: role.id,
      cluster_id: user.cluster ?? null,
      namespace: user.namespace ?? null,
    })
    .execute()
  return id
}
