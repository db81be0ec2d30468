import { Cluster, type Redis } from 'ioredis'

import { BusError } from '../bus-error.ts'
import { parseAddress } from './address.ts'
import { clientOf, type ClientOptions } from './client.ts'

export interface ConnectOptions extends ClientOptions {
  /** As operators give it, in one of the forms of `parseAddress`. Never logged: it may hold a password. */
  readonly url: string
  /** Told when the connection is lost or refused, once for each reason. */
  readonly onFault?: ((error: BusError) => void) | undefined
}

/** One connection, to a cluster one to each node that is asked, that is made again for as long as it is not disposed. */
export interface Connection<R extends Redis | Cluster = Redis | Cluster> extends AsyncDisposable {
  readonly redis: R
  /** True while it is up, else why it is not. */
  reachable(): true | string
  /** Calls at each beginning of a connection, the present one included. */
  onReady(listener: () => void): void
  /** Calls at each end of a connection. */
  onLost(listener: () => void): void
  /** Runs commands; whatever they fail with becomes a BusError that names the attempt. */
  run<T>(attempt: string, commands: (redis: R) => Promise<T>): Promise<T>
  /** Says something on a channel. A cluster says it in the shard of the channel's slot alone. */
  announce(channel: string, text: string): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Opens a connection. Answers when the first attempt has ended, whatever it came to: a Redis that is away is a state,
 * not a reason not to start. A command fails at once while the connection is down, and is never sent a second time:
 * what it may have done already, only the caller can find out. Throws for an address that is none.
 */
export async function connect({ url, onFault, ...options }: ConnectOptions): Promise<Connection> {
  return attempted(connectionOf(clientOf(parseAddress(url), options), onFault))
}

/** The same connection, when its first attempt has ended. */
export async function attempted<R extends Redis | Cluster>(
  connection: Connection<R>,
): Promise<Connection<R>> {
  await once(connection.redis, ['ready', 'close', 'end', 'error'])
  return connection
}

/** The same around a client that has begun to connect. */
export function connectionOf<R extends Redis | Cluster>(
  redis: R,
  onFault: ((error: BusError) => void) | undefined,
): Connection<R> {
  let trouble: string | undefined = 'not connected yet'
  redis.on('error', (error: Error) => {
    const reason = reasonOf(error)
    // Each attempt fails anew; the same reason is told once.
    if (reason !== trouble)
      onFault?.(new BusError('keep a connection', new Error(reason, { cause: error })))
    trouble = reason
  })
  redis.on('close', () => (trouble ??= 'the connection was closed'))
  redis.on('ready', () => (trouble = undefined))
  let disposed = false
  redis.on('end', () => {
    // A sentinel that tells of another master while one is being asked for ends the client for good.
    if (!disposed) setTimeout(() => void redis.connect().catch(() => undefined), AGAIN_MS).unref()
  })
  if (redis instanceof Cluster) tellOfNodes(redis, onFault)
  const why = (): string => trouble ?? 'the connection is down'
  const run: Connection<R>['run'] = async (attempt, commands) => {
    try {
      if (!isSharded(redis)) return await commands(redis)
      if (redis.status !== 'ready') throw new Error(why())
      return await followingMoves(redis, () => commands(redis))
    } catch (cause) {
      throw new BusError(attempt, cause)
    }
  }
  return {
    redis,
    reachable: () => redis.status === 'ready' || why(),
    onReady(listener) {
      redis.on('ready', listener)
      if (redis.status === 'ready') listener()
    },
    onLost: (listener) => void redis.on('close', listener),
    run,
    async announce(channel, text) {
      await run('announce', () =>
        isSharded(redis) ? redis.spublish(channel, text) : redis.publish(channel, text),
      )
    },
    async [Symbol.asyncDispose]() {
      disposed = true
      const closed = redis.status === 'ready' ? once(redis, ['end']) : undefined
      redis.disconnect()
      await closed
    },
  }
}

/** How soon a client that ended by itself begins anew; what it fails with is told as its trouble. */
const AGAIN_MS = 100

/** Whether channels belong to slots, as keys do. */
export function isSharded(redis: Redis | Cluster): redis is Cluster {
  return redis instanceof Cluster
}

/**
 * Runs commands of a cluster. One that was refused because its slot has moved was not done, so it is run again when it
 * is known who has the slot; whatever else failed, that may be the reason, so it is asked as well.
 */
async function followingMoves<T>(cluster: Cluster, commands: () => Promise<T>): Promise<T> {
  for (let moves = 0; ; moves += 1) {
    try {
      return await commands()
    } catch (error) {
      const { promise: refreshed, resolve } = Promise.withResolvers<void>()
      cluster.refreshSlotsCache(() => resolve())
      // The client follows a single command; of several that travelled together it gives each its own answer.
      const moved = error instanceof Error && error.message.startsWith('MOVED ')
      if (!moved || moves === MOVES) throw error
      await refreshed
    }
  }
}

/** For a moment not every node knows of a move; one that was asked at random may be the last to. */
const MOVES = 5

/** A cluster goes on while some of its nodes are away: each is told of once for each reason, until it is back. */
function tellOfNodes(cluster: Cluster, onFault: ((error: BusError) => void) | undefined): void {
  const told = new Map<string, string>()
  cluster.on('+node', (node: Redis) => {
    node.once('ready', () => told.delete(`${node.options.host}:${node.options.port}`))
  })
  cluster.on('node error', (error: Error, node: string) => {
    const reason = reasonOf(error)
    if (told.get(node) === reason) return
    told.set(node, reason)
    onFault?.(new BusError(`keep a connection to ${node}`, new Error(reason, { cause: error })))
  })
}

/** What is behind an error: that no node answers is less than why the last one did not. */
function reasonOf(error: Error): string {
  const last: unknown = Reflect.get(error, 'lastNodeError')
  const { message } = last instanceof Error ? last : error
  return message === '' ? 'the connection was refused' : message
}

function once(redis: Redis | Cluster, events: readonly string[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  for (const event of events) redis.once(event, resolve)
  return promise.finally(() => {
    for (const event of events) redis.off(event, resolve)
  })
}
