import { availableParallelism } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'

import { openNoticePublisher } from '@argus/bus/notices'
import { checkSchema, connectAuth, type AuthDatabase } from '@argus/db/auth'
import { reseal } from '@argus/db/reseal'
import { createSeals, type Seals } from '@argus/db/seal'
import { clientAddress } from '@argus/service-kit/client-address'
import { createApp, listen, type HttpServer } from '@argus/service-kit/http-server'
import { createMetrics } from '@argus/service-kit/metrics'
import { sql } from 'kysely'

import type { AuthConfig } from './config.ts'
import { createEvents, type Events } from './events.ts'
import { createCookies } from './http/cookies.ts'
import { createDoors } from './http/doors.ts'
import { internalRoutes, publicRoutes } from './http/routes.ts'
import { serve } from './http/serve.ts'
import { openAnnouncer, type Clock, type NoticePublisher } from './ledger/announcer.ts'
import { trimNotices } from './ledger/notice.ts'
import { authLogger, type Logger } from './logger.ts'
import { purgePendingLogins, SEALED_VERIFIERS } from './provider/pending-logins.ts'
import { purgeRefreshTokens, purgeRevokedTokens, purgeSessions } from './session/purge.ts'
import { purgeDeviceLogins } from './session/terminal/device-login.ts'
import { purgeLoginCodes } from './session/terminal/login-code.ts'
import { KEY_USES, KEYS_RELOAD_MS } from './token/rotation-schedule.ts'
import { openSigningKeys, type SigningKeys } from './token/signing-keys.ts'
import { SEALED_SIGNING_KEYS } from './token/stored-keys.ts'
import { turnKeys } from './token/turn-keys.ts'
import { createVerifiers } from './token/verifiers.ts'
import { bootstrapAdministrator } from './user/bootstrap.ts'
import { purgeChallenges } from './user/challenge.ts'
import { purgeGuesses } from './user/guesses.ts'
import { hashQueue } from './user/hash-queue.ts'
import { shapesInUse } from './user/hash-shape.ts'
import { purgeKnownDevices } from './user/known-device.ts'
import { createPasswords } from './user/password-hash.ts'
import { SEALED_SEEDS } from './user/totp-credentials.ts'

/** A running auth service. Disposing it stops both ports, ends what runs by schedule, and closes its connections. */
export interface AuthService extends AsyncDisposable {
  readonly url: string
  readonly internalUrl: string
}

/** What a test puts in place of the world. */
export interface AuthOverrides {
  readonly clock?: Clock
  readonly logger?: Logger
  readonly publisher?: NoticePublisher
  /** How long a call may take, in milliseconds. */
  readonly callMs?: number
}

/**
 * Starts the service; resolves when both ports answer. Rejects, listening on none, when the schema does not fit, the keys do not
 * open, the database is away, or the installation must not start as it is.
 */
export async function startAuth(
  config: AuthConfig,
  overrides: AuthOverrides = {},
): Promise<AuthService> {
  const { clock = WALL_CLOCK, logger = authLogger(config.logLevel) } = overrides
  await using parts = new AsyncDisposableStack()
  const metrics = createMetrics('auth')
  const events = createEvents(metrics, logger)
  const db = parts.use(connectAuth(config.databaseUrl))
  await checkSchema(db)
  const passwords = createPasswords(
    hashQueue(availableParallelism(), {
      refused: () => events.loginOverflow(),
      waitingNow: (count) => events.hashesWaiting(count),
      waited: (ms) => events.hashWaited(ms),
    }),
    await shapesInUse(db),
  )
  const seals = createSeals(config.keyEncryptionKey, config.previousKeyEncryptionKeys)
  const keys = await openSigningKeys({ db, seals, clock })
  const { bootstrap } = config
  const made = await bootstrapAdministrator({ db, passwords, bootstrap, clock })
  if (made === 'made') logger.info({ how: bootstrap.type }, 'the first administrator was made')

  const publisher = parts.use(overrides.publisher ?? (await openNoticePublisher(config.redisUrl)))
  const announcer = parts.use(openAnnouncer({ db, publisher, clock, events }))
  parts.use(
    repeat(clock, [
      { everyMs: KEYS_RELOAD_MS, task: () => tendKeys({ db, seals, keys, clock, events }), events },
      { everyMs: CLEANUP_MS, task: () => cleanUp({ db, seals, clock, events }), events },
    ]),
  )

  const verifiers = createVerifiers(keys, clock)
  const calls = { config, db, keys, seals, verifiers, passwords, announcer, clock, events }
  const { secondFactor } = config
  const serviceTokens = [config.serviceToken, ...config.previousServiceTokens]
  const doors = createDoors({ db, verifiers, clock, serviceTokens, secondFactor })
  const cookies = createCookies(config.secureCookie)
  const addressOf = clientAddress(config.trustedProxies)
  const ready = { database: () => isThere(db) }
  const { consoleOrigins } = config
  const { callMs = CALL_MS } = overrides
  const served = { doors, cookies, consoleOrigins, addressOf, clock, events, callMs }
  const open = async (app: ReturnType<typeof createApp>, port: number): Promise<HttpServer> =>
    parts.use(await listen(app, { port, host: config.host }))
  const inside = serve(createApp({ metrics, ready }), internalRoutes(calls), served)
  const { url: internalUrl } = await open(inside, config.internalPort)
  const { url } = await open(serve(createApp({ ready }), publicRoutes(calls), served), config.port)
  logger.info({ url, internalUrl }, 'auth is ready')
  const running = parts.move()
  return { url, internalUrl, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

const WALL_CLOCK: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => delay(ms, undefined, signal === undefined ? {} : { signal }),
}

const CLEANUP_MS = 5 * 60_000

/** Twice what a single step may take, and before people and proxies give up. */
const CALL_MS = 10_000

interface Tended {
  readonly db: AuthDatabase
  readonly seals: Seals
  readonly clock: Clock
  readonly events: Events
}

/** What other replicas did to the keys, then what is due: in this order, so that none is missed where the second fails. */
async function tendKeys({
  db,
  seals,
  keys,
  clock,
  events,
}: Tended & { readonly keys: SigningKeys }): Promise<void> {
  await keys.reload()
  const steps = await turnKeys(db, { seals, now: clock.now() })
  if (steps.length > 0) await keys.reload()
  for (const { type, ...step } of steps) events.keyTurned({ what: type, ...step })
  for (const use of KEY_USES) events.keyAge(use, clock.now() - keys.currentSince(use))
}

async function cleanUp({ db, seals, clock, events }: Tended): Promise<void> {
  events.purged('revoked_tokens', await purgeRevokedTokens(db, clock.now()))
  events.purged('refresh_tokens', await purgeRefreshTokens(db, clock.now()))
  events.purged('sessions', await purgeSessions(db, clock.now()))
  await trimNotices(db, clock.now())
  await purgeChallenges(db, clock.now())
  await purgeGuesses(db, clock.now())
  await purgeKnownDevices(db, clock.now())
  await purgePendingLogins(db, clock.now())
  await purgeLoginCodes(db, clock.now())
  await purgeDeviceLogins(db, clock.now())
  events.resealed(await reseal(db, seals, [SEALED_SIGNING_KEYS, SEALED_SEEDS, SEALED_VERIFIERS]))
}

interface Repeated {
  readonly everyMs: number
  readonly task: () => Promise<void>
  readonly events: Events
}

/** Runs each task again and again until it is disposed; one that fails is counted and has its next turn. */
function repeat(clock: Clock, tasks: readonly Repeated[]): AsyncDisposable {
  const stop = new AbortController()
  const running = tasks.map(async ({ everyMs, task, events }) => {
    while (!stop.signal.aborted) {
      await clock.sleep(everyMs, stop.signal)
      await task().catch((error: unknown) => events.storeAway(error))
    }
  })
  return {
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('the service stops'))
      await Promise.allSettled(running)
    },
  }
}

async function isThere(db: AuthDatabase): Promise<true> {
  await sql`SELECT 1`.execute(db)
  return true
}
