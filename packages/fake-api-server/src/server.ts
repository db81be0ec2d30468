import { randomBytes } from 'node:crypto'
import { createSecureServer, type ServerHttp2Session } from 'node:http2'
import { createServer } from 'node:https'
import type { Socket } from 'node:net'
import { type Cluster, type ResourceRequest, answer } from './answer.ts'
import { makeServerCertificate, type ServerCertificate } from './certificate.ts'
import { ClusterState } from './cluster-state.ts'
import { openExchange } from './exchange.ts'
import { type Fault, FaultTable } from './fault.ts'
import { EVERYTHING, type Rule } from './rules-review.ts'
import { StatusError } from './status-error.ts'
import type { WatchOptions } from './watch.ts'

export interface FakeApiServerOptions extends Partial<WatchOptions> {
  /** Names the server in a kubeconfig. */
  readonly name?: string
  readonly host?: string
  /** 0, the default, takes a free one. */
  readonly port?: number
  readonly token?: string
  /** A certificate made before, so that a restart keeps its authority. */
  readonly certificate?: ServerCertificate
  /** HTTP/1.1 alone, or HTTP/2 beside it by ALPN (the default). */
  readonly protocol?: 'http/1.1' | 'h2'
  readonly maxStreams?: number
  /** How many changes of a resource a watch can still be resumed from. */
  readonly historySize?: number
  readonly gitVersion?: string
  /** What a review of its permissions tells; everything, if missing. It does not make the server refuse anything. */
  readonly rules?: readonly Rule[]
  /** Cuts answers into pieces of at most this many bytes, wherever that falls. */
  readonly chunkBytes?: number
}

/** A Kubernetes API server in memory. Disposing of it closes every socket. */
export interface FakeApiServer extends AsyncDisposable {
  readonly name: string
  readonly url: string
  readonly port: number
  /** The authority to trust, as PEM. */
  readonly caData: string
  readonly token: string
  /** What the cluster holds: read it, and change it beside the API. */
  readonly store: ClusterState
  /** Connections open now. */
  readonly connections: number
  /** Every request answered, newest last; bounded. */
  readonly requests: readonly string[]
  /** In which form each of them was asked for: its Accept header, at the same index. */
  readonly forms: readonly string[]
  arm(fault: Fault): Disposable
  /** Refuses with 403 what matches, until disposed of. */
  forbid(request: Partial<ResourceRequest>): Disposable
  /** Makes another token the only one that is accepted. */
  rotateToken(): string
  /** Asks HTTP/2 clients to open new streams elsewhere; running ones go on. */
  goAway(): void
  /** Allows fewer (or more) HTTP/2 streams on every connection, those that are open included. */
  limitStreams(count: number): void
  /** Ends every watch cleanly. */
  endWatches(): void
  /** Breaks every connection. */
  disconnect(): void
}

/** Starts a server on a loopback port. */
export async function startFakeApiServer(
  options: FakeApiServerOptions = {},
): Promise<FakeApiServer> {
  const { name = 'fake', host = '127.0.0.1', protocol = 'h2', gitVersion = 'v1.36.3' } = options
  const certificate = options.certificate ?? (await makeServerCertificate())
  const state = new ClusterState(options.historySize ?? 10_000)
  const faults = new FaultTable()
  const forbidden = new Set<Partial<ResourceRequest>>()
  const sockets = new Set<Socket>()
  const sessions = new Set<ServerHttp2Session>()
  const requests: string[] = []
  const forms: string[] = []
  let token = options.token ?? randomBytes(24).toString('base64url')
  let stopping = new AbortController()

  const cluster: Cluster = {
    state,
    gitVersion,
    rules: options.rules ?? EVERYTHING,
    watch: { ...WATCH_DEFAULTS, ...options },
    get stopped() {
      return stopping.signal
    },
    authenticate(authorization) {
      if (authorization === `Bearer ${token}`) return
      throw new StatusError({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' })
    },
    authorize(request) {
      const { verb, resource } = request
      if (![...forbidden].some((rule) => covers(rule, request))) return
      const message = `${resource.split('/').toReversed().join('.')} is forbidden: User "tester" cannot ${verb} resource`
      throw new StatusError({ code: 403, reason: 'Forbidden', message })
    },
    takeFault: (request) => faults.take(request),
  }
  const server = listenerFor(protocol, certificate, options.maxStreams)
  server.on('request', (request, response) => {
    requests.push(`${request.method} ${request.url}`)
    forms.push(String(request.headers.accept ?? ''))
    if (requests.length > 2 * REQUEST_LIMIT) {
      for (const kept of [requests, forms]) kept.splice(0, REQUEST_LIMIT)
    }
    void answer(cluster, openExchange(request, response, options.chunkBytes))
  })
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    // A head and its body leave apart: held together for an acknowledgement, they would take 40 ms.
    socket.setNoDelay(true)
    socket.once('close', () => sockets.delete(socket))
    // A peer that breaks off is no fault of the server; 'close' follows.
    socket.on('error', () => socket.destroy())
  })
  server.on('secureConnection', (socket) => socket.on('error', () => socket.destroy()))
  if ('updateSettings' in server) {
    server.on('session', (session) => {
      sessions.add(session)
      session.once('close', () => sessions.delete(session))
      session.on('error', () => session.destroy())
    })
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, host, resolve)
  })
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const disconnect = () => {
    for (const session of sessions) session.destroy()
    for (const socket of sockets) socket.destroy()
  }

  return {
    name,
    port,
    url: `https://${host}:${port}`,
    caData: certificate.ca,
    get token() {
      return token
    },
    store: state,
    get connections() {
      return sockets.size
    },
    requests,
    forms,
    arm: (fault) => faults.arm(fault),
    forbid(rule) {
      forbidden.add(rule)
      return { [Symbol.dispose]: () => void forbidden.delete(rule) }
    },
    rotateToken() {
      token = randomBytes(24).toString('base64url')
      return token
    },
    goAway() {
      for (const session of sessions) session.goaway()
    },
    limitStreams(count) {
      if (!('updateSettings' in server)) return
      server.updateSettings({ maxConcurrentStreams: count })
      for (const session of sessions) session.settings({ maxConcurrentStreams: count })
    },
    endWatches() {
      stopping.abort()
      stopping = new AbortController()
    },
    disconnect,
    async [Symbol.asyncDispose]() {
      stopping.abort()
      disconnect()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

const WATCH_DEFAULTS: WatchOptions = {
  watchList: true,
  bookmarks: true,
  bookmarkIntervalMs: 60_000,
  goneAs: 'event',
}

const REQUEST_LIMIT = 10_000

function covers(rule: Partial<ResourceRequest>, { verb, resource }: ResourceRequest): boolean {
  return (rule.verb ?? verb) === verb && (rule.resource ?? resource) === resource
}

function listenerFor(
  protocol: 'http/1.1' | 'h2',
  { key, cert }: ServerCertificate,
  maxConcurrentStreams = 100,
) {
  if (protocol === 'http/1.1') return createServer({ key, cert, keepAliveTimeout: 120_000 })
  const settings = { maxConcurrentStreams, initialWindowSize: 1 << 20 }
  return createSecureServer({ key, cert, allowHTTP1: true, settings })
}
