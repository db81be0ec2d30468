import { Redis } from 'ioredis'

import { BusError } from '../bus-error.ts'

export interface ConnectOptions {
  /** `redis://` or `rediss://`, as operators give it. Never logged: it may hold a password. */
  readonly url: string
  /** What an operator reads in `CLIENT LIST`. */
  readonly name: string
  /** Commands of one turn of the event loop travel together. Not for subscribers. */
  readonly pipelined: boolean
  /** Told when the connection is lost or refused, once for each reason. */
  readonly onFault?: ((error: BusError) => void) | undefined
}

/** One connection that is made again for as long as it is not disposed. */
export interface Connection extends AsyncDisposable {
  readonly redis: Redis
  /** True while it is up, else why it is not. */
  reachable(): true | string
  /** Calls at each beginning of a connection, the present one included. */
  onReady(listener: () => void): void
  /** Calls at each end of a connection. */
  onLost(listener: () => void): void
  /** Runs commands; whatever they fail with becomes a BusError that names the attempt. */
  run<T>(attempt: string, commands: (redis: Redis) => Promise<T>): Promise<T>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Asked and not answered for so long, a connection is taken for half open, or its server for frozen, and is made
 * anew. Below the life of a Lease, above the pause that a large snapshot or a fork costs Redis.
 */
const SILENCE_MS = 5_000
const CONNECT_MS = 5_000
/** Tries lie at most so far apart: a Redis that is back is used within a second or so. */
const RETRY_MS = 1_000
/** How long a close may take before the socket is destroyed. */
const CLOSE_MS = 200

/**
 * Opens a connection. Answers when the first attempt has ended, whatever it came to: a Redis that is away is a state,
 * not a reason not to start. A command fails at once while the connection is down, and is never sent a second time:
 * what it may have done already, only the caller can find out. Throws for an address that is none.
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const { url, name, pipelined, onFault } = options
  const redis = new Redis(checkedAddress(url), {
    connectionName: name,
    enableAutoPipelining: pipelined,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    // No command waits for a connection: pending ones fail with it.
    maxRetriesPerRequest: 0,
    // Both would need rights that a reader does not have.
    enableReadyCheck: false,
    disableClientInfo: true,
    connectTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disconnectTimeout: CLOSE_MS,
    retryStrategy: (times) => 20 + Math.random() * Math.min(RETRY_MS, 50 * 2 ** times),
  })
  let trouble: string | undefined = 'not connected yet'
  redis.on('error', (error: Error) => {
    const reason = error.message === '' ? 'the connection was refused' : error.message
    // Each attempt fails anew; the same reason is told once.
    if (reason !== trouble) onFault?.(new BusError('keep a connection', error))
    trouble = reason
  })
  redis.on('close', () => (trouble ??= 'the connection was closed'))
  redis.on('ready', () => (trouble = undefined))
  await firstAttempt(redis)
  return {
    redis,
    reachable: () => redis.status === 'ready' || (trouble ?? 'the connection is down'),
    onReady(listener) {
      redis.on('ready', listener)
      if (redis.status === 'ready') listener()
    },
    onLost: (listener) => void redis.on('close', listener),
    async run(attempt, commands) {
      try {
        return await commands(redis)
      } catch (cause) {
        throw new BusError(attempt, cause)
      }
    },
    async [Symbol.asyncDispose]() {
      const closed = redis.status === 'ready' ? once(redis, ['end']) : undefined
      redis.disconnect()
      await closed
    },
  }
}

function checkedAddress(url: string): string {
  const protocol = URL.parse(url)?.protocol
  if (protocol !== 'redis:' && protocol !== 'rediss:') {
    throw new TypeError(
      'The address of Redis must look like redis://host:6379, or rediss://host:6379 with TLS',
    )
  }
  return url
}

function firstAttempt(redis: Redis): Promise<void> {
  return once(redis, ['ready', 'close', 'end'])
}

function once(redis: Redis, events: readonly string[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  for (const event of events) redis.once(event, resolve)
  return promise.finally(() => {
    for (const event of events) redis.off(event, resolve)
  })
}
