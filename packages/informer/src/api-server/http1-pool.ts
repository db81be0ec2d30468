import type { IncomingMessage } from 'node:http'
import { Agent, type RequestOptions, request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import { abortable } from './abortable.ts'
import { ConnectionError, StreamError, TimeoutError } from './api-error.ts'
import { bodyBatches } from './body-batches.ts'
import type { Credential } from './cluster-access.ts'
import type { ExchangeAnswer, ExchangeRequest, TransportTiming } from './exchange.ts'
import { admitAddress, hostOf, lookupBy, type Resolve } from './resolve.ts'

/** Connections that carry one exchange at a time and are kept for the next. */
export class Http1Pool implements AsyncDisposable {
  readonly #server: URL
  readonly #timing: TransportTiming
  readonly #resolve: Resolve
  readonly #agent = new Agent({ keepAlive: true, keepAliveMsecs: 30_000 })

  constructor(server: URL, timing: TransportTiming, resolve: Resolve) {
    this.#server = server
    this.#timing = timing
    this.#resolve = resolve
  }

  async send(request: ExchangeRequest, { tls }: Credential): Promise<ExchangeAnswer> {
    const { port } = this.#server
    const host = hostOf(this.#server)
    const admitted = admitAddress(host, this.#resolve).catch((cause: Error) => {
      throw new ConnectionError(`cannot reach the API server: ${cause.message}`, { cause })
    })
    await abortable(admitted, request.signal)
    return exchange(request, this.#timing, {
      ...tls,
      ...(isIP(host) && tls.servername === undefined ? { servername: '' } : {}),
      host,
      lookup: lookupBy(this.#resolve),
      port,
      method: request.body === undefined ? 'GET' : 'POST',
      agent: this.#agent,
      path: request.path,
      headers: request.headers,
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agent.destroy()
  }
}

function exchange(
  { signal, body }: ExchangeRequest,
  { headMs, handshakeMs }: TransportTiming,
  options: RequestOptions,
): Promise<ExchangeAnswer> {
  const outgoing = requestHttps(options)
  const abort = () => outgoing.destroy()
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  outgoing.once('close', () => signal.removeEventListener('abort', abort))
  return new Promise((resolve, reject) => {
    const fail = (cause: Error) =>
      reject(
        signal.aborted
          ? signal.reason
          : new ConnectionError(`cannot reach the API server: ${cause.message}`, { cause }),
      )
    const late = () => outgoing.destroy(new TimeoutError(`no answer within ${headMs} ms`))
    const timer = setTimeout(late, headMs)
    const handshake = setTimeout(() => {
      outgoing.destroy(new TimeoutError(`no connection within ${handshakeMs} ms`))
    }, handshakeMs)
    outgoing.once('finish', () => clearTimeout(handshake))
    outgoing.on('error', fail)
    outgoing.once('close', () => {
      clearTimeout(timer)
      clearTimeout(handshake)
    })
    outgoing.once('response', (incoming) => {
      clearTimeout(timer)
      const retryAfter = incoming.headers['retry-after']
      resolve({
        status: incoming.statusCode ?? 0,
        ...(retryAfter === undefined ? {} : { retryAfter }),
        body: bodyOf(incoming, signal),
      })
    })
    outgoing.end(body)
  })
}

async function* bodyOf(
  incoming: IncomingMessage,
  signal: AbortSignal,
): AsyncGenerator<readonly Buffer[]> {
  try {
    yield* bodyBatches(incoming)
  } catch (cause) {
    throw signal.aborted ? signal.reason : new StreamError('the connection broke', { cause })
  }
  signal.throwIfAborted()
}
