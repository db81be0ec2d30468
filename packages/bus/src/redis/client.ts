import { Cluster, Redis } from 'ioredis'

import type { Access, Address, Endpoint } from './address.ts'

export interface ClientOptions {
  /** What an operator reads in `CLIENT LIST`. */
  readonly name: string
  /** Commands of one turn of the event loop travel together. Not for subscribers. */
  readonly pipelined: boolean
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
/** How often a cluster is asked who has what, beside whenever an answer shows that it has changed. */
const SLOTS_MS = 10_000

/** A client of what stands at an address. It begins to connect at once, and does so again without end. */
export function clientOf(address: Address, options: ClientOptions): Redis | Cluster {
  switch (address.kind) {
    case 'server':
      return new Redis(address.url, single(options))
    case 'sentinel':
      return new Redis({
        ...single(options),
        ...accessOptions(address.access),
        sentinels: address.sentinels.map((it) => ({ ...it })),
        name: address.master,
        db: address.db,
        ...sentinelOptions(address.sentinelAccess),
        enableTLSForSentinelMode: address.access.tls,
        sentinelRetryStrategy: retryAfter,
        // Sentinels say when another server became the master; the one before may live on, and take writes.
        failoverDetector: true,
      })
    case 'cluster':
      return clusterClient(address, options)
  }
}

/** A client of a whole cluster. */
export function clusterClient(
  { nodes, access }: Address & { kind: 'cluster' },
  options: ClientOptions,
): Cluster {
  return new Cluster(
    nodes.map((it) => ({ ...it })),
    {
      redisOptions: { ...common(options), ...accessOptions(access) },
      enableAutoPipelining: options.pipelined,
      // For a node that is being connected to; while the whole cluster is away nothing is given to it (`connect.ts`).
      enableOfflineQueue: true,
      enableReadyCheck: false,
      clusterRetryStrategy: retryAfter,
      // What may have been done already is not sent again.
      retryDelayOnFailover: 0,
      retryDelayOnClusterDown: 0,
      slotsRefreshInterval: SLOTS_MS,
      slotsRefreshTimeout: RETRY_MS,
      // A certificate names the host, not what it resolves to.
      dnsLookup: (host, found) => found(null, host),
    },
  )
}

/** A client of one node of a cluster, whichever slots it has. */
export function nodeClient(
  { host, port }: Endpoint,
  access: Access,
  options: ClientOptions,
): Redis {
  return new Redis({ ...single(options), ...accessOptions(access), host, port })
}

function single(options: ClientOptions) {
  return {
    ...common(options),
    enableAutoPipelining: options.pipelined,
    enableOfflineQueue: false,
    retryStrategy: retryAfter,
    // A server that was made a replica takes no writes: whoever is the master now has another address.
    reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
  }
}

function common({ name }: ClientOptions) {
  return {
    connectionName: name,
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
  }
}

function accessOptions({ username, password, tls }: Access) {
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls ? { tls: {} } : {}),
  }
}

function sentinelOptions({ username, password, tls }: Access) {
  return {
    ...(username === undefined ? {} : { sentinelUsername: username }),
    ...(password === undefined ? {} : { sentinelPassword: password }),
    ...(tls ? { sentinelTLS: {} } : {}),
  }
}

function retryAfter(times: number): number {
  return 20 + Math.random() * Math.min(RETRY_MS, 50 * 2 ** times)
}
