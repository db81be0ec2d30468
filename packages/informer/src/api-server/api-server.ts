import { ApiError, ConnectionError, CredentialError } from './api-error.ts'
import type { ClusterAccess, CredentialSource } from './cluster-access.ts'
import {
  type ExchangeAnswer,
  type ExchangeRequest,
  TRANSPORT_TIMING,
  type TransportTiming,
} from './exchange.ts'
import { type ListPart, readList } from './list.ts'
import { credentialSourceOf } from './plain-credential.ts'
import { systemResolve, type Resolve } from './resolve.ts'
import { openTransport } from './transport.ts'
import { readWatch } from './watch.ts'

/**
 * One API server. Every call throws an `ApiError` when the server refuses, a `ConnectionError` when it cannot
 * be reached, a `StreamError` when an answer breaks off, and the signal's reason when that aborts. A 401 is
 * answered once by reading the credential again. Disposing of it closes every connection.
 */
export interface ApiServer extends AsyncDisposable {
  readonly server: string
  /** A small JSON document, whole. */
  get(path: string, options: CallOptions): Promise<unknown>
  /** What the server says to a document that it does not keep, such as a review of permissions. */
  ask(path: string, document: object, options: CallOptions): Promise<unknown>
  /** A page of a list, item by item. */
  list(path: string, options: CallOptions): AsyncIterable<ListPart>
  /** Resolves when the watch is open; then, for each batch that arrives, the lines it completes. */
  watch(path: string, options: CallOptions): Promise<AsyncIterable<readonly Buffer[]>>
}

export interface CallOptions {
  readonly signal: AbortSignal
  /** The media types to ask for, JSON if missing. */
  readonly accept?: string
}

export interface ApiServerOptions {
  readonly timing?: Partial<TransportTiming>
  /** Lines of a watch, and items of a list, longer than this end it with an error. */
  readonly lineLimitBytes?: number
  readonly userAgent?: string
  /** Where connections may go; wherever the system says, if missing. */
  readonly resolve?: Resolve
}

/** Reaches an API server. Nothing is connected before the first call. */
export function openApiServer(access: ClusterAccess, options: ApiServerOptions = {}): ApiServer {
  const server = new URL(access.server)
  const base = server.pathname.replace(/\/$/, '')
  const timing = { ...TRANSPORT_TIMING, ...options.timing }
  const credentials = checked(credentialSourceOf(access))
  const { resolve = systemResolve } = options
  const transport = openTransport(server, { credentials, timing, resolve })

  const open = async (
    path: string,
    pool: 'requests' | 'watches',
    { signal, accept = 'application/json', document }: CallOptions & { document?: object },
  ): Promise<Opened> => {
    const giveUp = new AbortController()
    const asking: Asking = document === undefined ? {} : bodyOf(document)
    const headers = { accept, 'user-agent': options.userAgent ?? 'argus', ...asking.headers }
    const either = AbortSignal.any([signal, giveUp.signal])
    const request = { path: `${base}${path}`, ...asking, headers, pool, signal: either }
    let answer = await transport.send(request)
    if (answer.status === 401) {
      await readAll({ ...answer, giveUp }, timing.headMs)
      await credentials.refresh()
      answer = await transport.send(request)
    }
    if (answer.status >= 200 && answer.status < 300) return { ...answer, giveUp }
    throw await refusal({ ...answer, giveUp }, timing.headMs)
  }

  return {
    server: access.server,
    async get(path, call) {
      return parseJson(await readAll(await open(path, 'requests', call), timing.headMs))
    },
    async ask(path, document, call) {
      const answer = await open(path, 'requests', { ...call, document })
      return parseJson(await readAll(answer, timing.headMs))
    },
    async *list(path, call) {
      yield* readList(await open(path, 'requests', call), options.lineLimitBytes)
    },
    async watch(path, call) {
      return readWatch(await open(path, 'watches', call), options.lineLimitBytes)
    },
    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  }
}

type Asking = Partial<Pick<ExchangeRequest, 'headers' | 'body'>>

function bodyOf(document: object): Asking {
  const body = Buffer.from(JSON.stringify(document))
  return {
    headers: { 'content-type': 'application/json', 'content-length': `${body.length}` },
    body,
  }
}

/** A credential that cannot be had is a cluster that cannot be reached. */
function checked(source: CredentialSource): CredentialSource {
  const named = <T>(reading: Promise<T>) =>
    reading.catch((cause: unknown) => {
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new CredentialError(`cannot read the credential of the cluster: ${why}`, { cause })
    })
  return { current: () => named(source.current()), refresh: () => named(source.refresh()) }
}

/** An answer, and what ends it before its end. */
interface Opened extends ExchangeAnswer {
  readonly giveUp: AbortController
}

async function refusal(answer: Opened, timeoutMs: number): Promise<ApiError> {
  const { status, retryAfter } = answer
  const body = parseRefusal(await readAll(answer, timeoutMs))
  return ApiError.fromStatus(body, { status, ...(retryAfter === undefined ? {} : { retryAfter }) })
}

/** Reads a body that is not long; a server that stops in the middle of it, or does not come to an end, is given up. */
async function readAll({ body, giveUp }: Opened, timeoutMs: number): Promise<string> {
  const pieces: Buffer[] = []
  let bytes = 0
  const timer = setTimeout(() => {
    giveUp.abort(new ConnectionError(`the API server did not finish its answer in ${timeoutMs} ms`))
  }, timeoutMs)
  try {
    for await (const batch of body) {
      for (const piece of batch) bytes += piece.length
      if (bytes > DOCUMENT_LIMIT_BYTES) {
        throw new ConnectionError(
          `the API server answers with more than ${DOCUMENT_LIMIT_BYTES} bytes`,
        )
      }
      pieces.push(...batch)
    }
  } finally {
    clearTimeout(timer)
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** Of what is read whole: the discovery document of a cluster with thousands of definitions is a few MiB. */
const DOCUMENT_LIMIT_BYTES = 16 * 1024 * 1024

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ConnectionError('the API server answered something that is not JSON', { cause })
  }
}

function parseRefusal(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // A proxy in between answers in its own words.
    return { message: text.slice(0, 200) }
  }
}
