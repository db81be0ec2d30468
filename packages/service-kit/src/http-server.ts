import { createServer, type Server } from 'node:http'
import { Server as NetServer, type AddressInfo } from 'node:net'

import express, { type Express } from 'express'

import { livez, metricsRoute, readyz, type Readiness } from './health.ts'
import type { Metrics } from './metrics.ts'

/**
 * A listening HTTP server. Disposing it stops accepting, lets requests end for `drainMs`, then cuts. A connection that a
 * client keeps ends with an answer that says so: closed between two calls, it would break the next one on its way.
 */
export interface HttpServer extends AsyncDisposable {
  readonly port: number
  readonly url: string
  readonly server: Server
  /** From now on each answer ends its connection; new ones are taken. */
  leave(): void
  /** From now on no connection is taken, and each answer ends its own. */
  stopListening(): void
}

export interface ListenOptions {
  readonly port: number
  /** Loopback unless the operator says otherwise. */
  readonly host?: string
  /** Whether other processes may listen there too: the kernel then gives each connection to one of them. */
  readonly shared?: boolean
  /** How long running requests may take at the end, in milliseconds. */
  readonly drainMs?: number
}

/** The largest body any service reads. */
export const MAX_BODY_BYTES = 65_536

export interface AppOptions {
  /** Told at `/metrics` to whoever reaches this port; without them there is no such page. */
  readonly metrics?: Metrics
  readonly ready: Readonly<Record<string, Readiness>>
}

/** An express app with the probes; no signature header, no trust in forwarded ones. */
export function createApp({ metrics, ready }: AppOptions): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.get(['/livez', '/healthz'], livez)
  app.get('/readyz', readyz(ready))
  if (metrics !== undefined) app.get('/metrics', metricsRoute(metrics))
  return app
}

/**
 * How many may wait to be accepted: when thousands dial at once, those that find no place dial again by the kernel's
 * rule, one, three, seven seconds later, and hear of nothing meanwhile. Linux takes no more than `net.core.somaxconn`.
 */
const BACKLOG = 4_096

/** How long who keeps a connection has to make the call whose answer ends it; after that nobody uses it much. */
const LINGER_MS = 500

/** Listens; rejects when the port is taken or forbidden, or cannot be shared here, naming it. */
export async function listen(app: Express, options: ListenOptions): Promise<HttpServer> {
  const { port, host = '127.0.0.1', shared = false, drainMs = 5_000 } = options
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000 }, app)
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const why = shared
        ? 'is a service running there that does not share it, or does this platform share none?'
        : 'is another service running there?'
      reject(new Error(`cannot listen on ${host}:${port}; ${why}`, { cause }))
    })
    server.listen({ port, host, backlog: BACKLOG, reusePort: shared }, () => {
      server.removeAllListeners('error')
      resolve()
    })
  })
  const bound = addressOf(server)
  const closed = new Promise<void>((resolve) => server.once('close', () => resolve()))
  let left: number | undefined
  const leave = (): void => {
    if (left !== undefined) return
    left = performance.now()
    server.prependListener('request', (_, response) => response.setHeader('Connection', 'close'))
  }
  const stopListening = (): void => {
    leave()
    // Not that of an HTTP server, which closes kept connections at once.
    if (server.listening) NetServer.prototype.close.call(server)
  }
  return {
    server,
    port: bound.port,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound.port}`,
    leave,
    stopListening,
    async [Symbol.asyncDispose]() {
      stopListening()
      const cut = setTimeout(() => server.closeAllConnections(), drainMs)
      const lingered = performance.now() - (left ?? 0)
      const idle = setTimeout(
        () => server.closeIdleConnections(),
        Math.max(0, LINGER_MS - lingered),
      )
      await closed
      clearTimeout(cut)
      clearTimeout(idle)
      server.close() // ends what an HTTP server does by schedule
    },
  }
}

function addressOf(server: Server): AddressInfo {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not a TCP listener')
  return address
}
