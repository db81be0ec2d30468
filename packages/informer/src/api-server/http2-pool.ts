import { type ClientHttp2Stream, connect, constants } from 'node:http2'
import type { TLSSocket } from 'node:tls'
import { ConnectionError, StreamError, TimeoutError } from './api-error.ts'
import { bodyBatches } from './body-batches.ts'
import type { ExchangeAnswer, ExchangeRequest, TransportTiming } from './exchange.ts'
import { type Heard, keepAlive } from './keep-alive.ts'
import { SharedWork } from './shared-work.ts'

/**
 * Streams that a connection carries at most. An API server allows 100; ten stay free, because a stream that
 * is closing still counts there.
 */
const STREAMS_PER_CONNECTION = 90

export interface Http2PoolOptions {
  readonly timing: TransportTiming
  /** Bytes that a stream may be sent before they are read. */
  readonly streamWindow: number
}

/** Connections that carry many streams each; one more is opened when all are full. */
export class Http2Pool implements AsyncDisposable {
  readonly #dial: (signal: AbortSignal) => Promise<TLSSocket>
  readonly #options: Http2PoolOptions
  readonly #connections = new Set<Connection>()
  /** Only one is opened at a time, or a herd of watches would open one each. */
  readonly #connecting = new SharedWork((signal) => this.#connect(signal))
  #closed = false
  /** Connections made before it changed are retired. */
  #generation = 0

  constructor(dial: (signal: AbortSignal) => Promise<TLSSocket>, options: Http2PoolOptions) {
    this.#dial = dial
    this.#options = options
  }

  get size(): number {
    return this.#connections.size
  }

  /** Takes over a connection that was opened before the protocol was known. */
  async adopt(socket: TLSSocket, signal: AbortSignal): Promise<void> {
    const connection = await openConnection(socket, this.#options, signal)
    if (this.#closed) return connection.session.destroy()
    this.#connections.add(connection)
    connection.session.once('close', () => this.#connections.delete(connection))
  }

  /** What goes on goes on; every exchange from now on gets a new connection. */
  retire(): void {
    this.#generation += 1
    for (const { session } of this.#connections) session.close()
  }

  async send(request: ExchangeRequest): Promise<ExchangeAnswer> {
    for (let left = RETRIES; ; left--) {
      const connection = await this.#free(request.signal)
      try {
        return await exchange(connection, request, this.#options.timing.headMs)
      } catch (error) {
        if (left <= 0 || !isRetryable(error, connection)) throw error
        connection.full = true
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    const closing = [...this.#connections].map(
      ({ session, socket }) =>
        new Promise<void>((resolve) => {
          session.once('close', () => resolve())
          session.destroy()
          // A session that was going away waits for its peer to hang up first.
          socket.destroy()
        }),
    )
    await Promise.all(closing)
  }

  /** A connection with room. */
  async #free(signal: AbortSignal): Promise<Connection> {
    for (;;) {
      signal.throwIfAborted()
      if (this.#closed) throw new ConnectionError('the connections to the API server are closed')
      const free = [...this.#connections].find(hasRoom)
      if (free) {
        free.streams += 1
        return free
      }
      await this.#connecting.outcome(signal)
    }
  }

  async #connect(signal: AbortSignal): Promise<void> {
    const generation = this.#generation
    await this.adopt(await this.#dial(signal), signal)
    // It was begun with what counts no more.
    if (generation !== this.#generation) this.retire()
  }
}

/** How often a request may meet a connection that is going away before that is the answer. */
const RETRIES = 3

/**
 * Whether a request that got no answer is to be made again on another connection: this one had enough streams
 * or was going away while the request was under way (RFC 9113, sections 6.8 and 8.7). All of ours only read.
 */
function isRetryable(error: unknown, { session }: Connection): boolean {
  if (!(error instanceof ConnectionError) || !error.wentAway) return false
  const refused = String(error.cause).includes('NGHTTP2_REFUSED_STREAM')
  return refused || session.closed || session.destroyed
}

interface Connection extends Heard {
  readonly socket: TLSSocket
  streams: number
  /** It has refused a stream: it keeps those that it has. */
  full: boolean
}

function hasRoom({ session, streams, full }: Connection): boolean {
  const allowed = session.remoteSettings.maxConcurrentStreams ?? STREAMS_PER_CONNECTION
  return (
    !full &&
    !session.closed &&
    !session.destroyed &&
    streams < Math.min(STREAMS_PER_CONNECTION, allowed)
  )
}

/** What a connection may be sent unread on all its streams: a slow reader of one must not stop the others. */
const CONNECTION_WINDOW = STREAMS_PER_CONNECTION * 256 * 1024

async function openConnection(
  socket: TLSSocket,
  { timing, streamWindow }: Http2PoolOptions,
  signal: AbortSignal,
): Promise<Connection> {
  const session = connect('https://server', {
    createConnection: () => socket,
    settings: { enablePush: false, initialWindowSize: streamWindow },
  })
  const connection = {
    session,
    socket,
    streams: 0,
    full: false,
    heardAt: performance.now(),
    unanswered: false,
  }
  await new Promise<void>((resolve, reject) => {
    const failed = (cause?: Error) =>
      reject(new ConnectionError('the API server broke off the connection', { cause }))
    const timer = setTimeout(() => session.destroy(new Error('no settings')), timing.handshakeMs)
    const giveUp = () => session.destroy()
    signal.addEventListener('abort', giveUp, { once: true })
    session.once('error', failed)
    session.once('close', failed)
    // The limit of streams is known from here on.
    session.once('remoteSettings', () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', giveUp)
      session.off('close', failed)
      resolve()
    })
  })
  // What breaks a connection breaks its streams, and they say so.
  session.on('error', () => session.destroy())
  session.setLocalWindowSize(CONNECTION_WINDOW)
  keepAlive(connection, timing)
  return connection
}

function exchange(
  connection: Connection,
  request: ExchangeRequest,
  headMs: number,
): Promise<ExchangeAnswer> {
  const { signal, body, path, headers } = request
  const method = body === undefined ? 'GET' : 'POST'
  const stream = connection.session.request({ ':method': method, ':path': path, ...headers })
  if (body !== undefined) stream.end(body)
  const abort = () => {
    stream.close(constants.NGHTTP2_CANCEL)
    stream.destroy()
  }
  signal.addEventListener('abort', abort, { once: true })
  stream.once('close', () => {
    connection.streams -= 1
    signal.removeEventListener('abort', abort)
  })
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const cause = new TimeoutError('no head of an answer')
      reject(new ConnectionError(`the API server did not answer within ${headMs} ms`, { cause }))
      abort()
    }, headMs)
    stream.once('response', (headers) => {
      clearTimeout(timer)
      const retryAfter = headers['retry-after']
      resolve({
        status: headers[':status'] ?? 0,
        ...(retryAfter === undefined ? {} : { retryAfter }),
        body: bodyOf(connection, stream, signal),
      })
    })
    const broken = (cause?: Error) => {
      clearTimeout(timer)
      reject(
        signal.aborted
          ? signal.reason
          : new ConnectionError('the connection broke', { cause, wentAway: true }),
      )
    }
    stream.on('error', broken)
    stream.once('close', () => broken())
  })
}

async function* bodyOf(
  connection: Connection,
  stream: ClientHttp2Stream,
  signal: AbortSignal,
): AsyncGenerator<readonly Buffer[]> {
  try {
    yield* bodyBatches(stream, () => (connection.heardAt = performance.now()))
  } catch (cause) {
    throw signal.aborted ? signal.reason : broken(connection, cause)
  }
  signal.throwIfAborted()
  // A stream that its connection took along ends like a complete one, but for its code.
  if (stream.aborted || stream.rstCode !== constants.NGHTTP2_NO_ERROR) {
    throw broken(connection)
  }
}

function broken({ unanswered, heardAt }: Connection, cause?: unknown): StreamError {
  if (!unanswered) return new StreamError('the connection to the API server broke', { cause })
  const silentMs = performance.now() - heardAt
  return new StreamError('the API server does not answer any more', { cause, silentMs })
}
