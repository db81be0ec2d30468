import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Agent, createServer, request as requestHttps } from 'node:https'
import type { Socket } from 'node:net'

import { loopbackCertificate } from './loopback-certificate.ts'

/** A request as it passes. */
export interface ProxiedRequest {
  readonly method: string
  readonly pathname: string
  readonly query: URLSearchParams
  readonly verb: 'watch' | 'list' | 'other'
  /** When it came, by `performance.now()`. */
  readonly at: number
}

/** What is done to a request, or to its answer. */
export interface LineEffect {
  /** Answered here; the server is not asked. */
  readonly respond?: {
    readonly status: number
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
  }
  /** The server is asked only when this has resolved. */
  readonly after?: Promise<unknown>
  /** Changes what is asked. */
  readonly query?: (query: URLSearchParams) => void
  /** Changes the whole body. */
  readonly body?: (text: string) => string
  /** Changes the answer line by line: what is sent for a line, each with its end, or how the stream stops. */
  readonly line?: (line: string) => readonly string[] | LineStop
  /** Sends the answer in pieces of that many bytes. */
  readonly chunkBytes?: number
}

/** Sends `send` as it is (half a line, or none), then ends the stream, breaks it, or leaves it hanging. */
export interface LineStop {
  readonly send: string
  readonly stop: 'end' | 'reset' | 'hang'
}

export type LineRule = (request: ProxiedRequest) => LineEffect | undefined

/** A proxy that ends TLS, sees requests and lines, and can change each of them. */
export interface LineProxy extends AsyncDisposable {
  readonly url: string
  /** The authority to trust for it, as PEM. */
  readonly caData: string
  readonly requests: readonly ProxiedRequest[]
  /** Connections open to it. */
  readonly connections: number
  /** Applies a rule to requests from now on; the newest that answers wins. */
  intercept(rule: LineRule): Disposable
}

export interface LineProxyOptions {
  readonly url: string
  readonly caData: string
  readonly protocol?: 'http/1.1' | 'h2'
}

/** Starts a proxy on a free loopback port, in front of an API server. */
export async function startLineProxy(target: LineProxyOptions): Promise<LineProxy> {
  const { key, cert } = await loopbackCertificate('line-proxy')
  const agent = new Agent({ keepAlive: true, ca: target.caData })
  const rules: LineRule[] = []
  const requests: ProxiedRequest[] = []
  const sockets = new Set<Socket>()
  const server =
    target.protocol === 'http/1.1'
      ? createServer({ key, cert, keepAliveTimeout: 120_000 })
      : createSecureServer({ key, cert, allowHTTP1: true })
  server.on('secureConnection', (socket) => {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.once('close', () => sockets.delete(socket))
    // A client that breaks off is what tests do; 'close' follows.
    socket.on('error', () => socket.destroy())
  })
  server.on('request', (request: Request, response: Response) => {
    const seen = readRequest(request)
    requests.push(seen)
    const effect = rules.reduce<LineEffect | undefined>(
      (found, rule) => found ?? rule(seen),
      undefined,
    )
    pass({ request, response, seen, effect: effect ?? {} }, target.url, agent)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0

  return {
    url: `https://127.0.0.1:${port}`,
    caData: cert,
    requests,
    get connections() {
      return sockets.size
    },
    intercept(rule) {
      rules.unshift(rule)
      return { [Symbol.dispose]: () => void rules.splice(rules.indexOf(rule), 1) }
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      agent.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

type Request = IncomingMessage | Http2ServerRequest
type Response = ServerResponse | Http2ServerResponse

interface Passage {
  readonly request: Request
  readonly response: Response
  readonly seen: ProxiedRequest
  readonly effect: LineEffect
}

function readRequest(request: Request): ProxiedRequest {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'https://proxy')
  const depth = pathname.split('/').filter(Boolean).length
  const collection = request.method === 'GET' && depth >= (pathname.startsWith('/apis/') ? 4 : 3)
  const verb = searchParams.has('watch') ? 'watch' : collection ? 'list' : 'other'
  return {
    method: request.method ?? 'GET',
    pathname,
    query: searchParams,
    verb,
    at: performance.now(),
  }
}

function pass({ request, response, seen, effect }: Passage, target: string, agent: Agent): void {
  // Nobody waits for the answer of a client that is gone.
  response.on('error', () => response.destroy())
  if (effect.respond) {
    const { status, headers = {}, body = '' } = effect.respond
    head(response, status, { 'content-type': 'application/json', ...headers })
    response.end(body)
    return
  }
  if (effect.after) {
    const { after, ...rest } = effect
    after.then(
      () => pass({ request, response, seen, effect: rest }, target, agent),
      () => reset(response),
    )
    return
  }
  const query = new URLSearchParams(seen.query)
  effect.query?.(query)
  const search = query.toString()
  const { accept, authorization, 'content-type': type } = request.headers
  const upstream = requestHttps(`${target}${seen.pathname}${search ? `?${search}` : ''}`, {
    agent,
    method: seen.method,
    headers: {
      ...(accept ? { accept } : {}),
      ...(authorization ? { authorization } : {}),
      ...(type ? { 'content-type': type } : {}),
    },
  })
  upstream.once('response', (answer) => void relay(answer, response, effect))
  // It may break once more while it is put away.
  upstream.on('error', () => reset(response))
  response.once('close', () => upstream.destroy())
  request.pipe(upstream)
}

async function relay(
  answer: IncomingMessage,
  response: Response,
  effect: LineEffect,
): Promise<void> {
  const retryAfter = answer.headers['retry-after']
  head(response, answer.statusCode ?? 502, {
    'content-type': answer.headers['content-type'] ?? 'application/json',
    ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
  })
  const writable: NodeJS.WritableStream = response
  const send = (bytes: Buffer) => {
    const size = effect.chunkBytes ?? (bytes.length || 1)
    for (let at = 0; at < bytes.length; at += size) writable.write(bytes.subarray(at, at + size))
  }
  try {
    if (effect.line) {
      if ((await relayLines(answer, send, effect.line)) === 'hang') return
    } else if (effect.body) {
      const chunks: Buffer[] = []
      for await (const chunk of answer) chunks.push(Buffer.from(chunk))
      send(Buffer.from(effect.body(Buffer.concat(chunks).toString('utf8'))))
    } else {
      for await (const chunk of answer) send(Buffer.from(chunk))
    }
    response.end()
  } catch {
    // The server broke off, or the effect says to: the client sees the same.
    reset(response)
  }
}

async function relayLines(
  answer: IncomingMessage,
  send: (bytes: Buffer) => void,
  change: NonNullable<LineEffect['line']>,
): Promise<'ended' | 'hang'> {
  let rest = Buffer.alloc(0)
  for await (const chunk of answer) {
    rest = Buffer.concat([rest, Buffer.from(chunk)])
    for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a)) {
      const changed = change(rest.toString('utf8', 0, end))
      rest = rest.subarray(end + 1)
      if ('stop' in changed) {
        send(Buffer.from(changed.send))
        if (changed.stop === 'hang') {
          answer.on('data', () => undefined)
          return 'hang'
        }
        if (changed.stop === 'reset') throw new Error('broken off on demand')
        return 'ended'
      }
      send(Buffer.from(changed.map((line) => `${line}\n`).join('')))
    }
  }
  return 'ended'
}

function head(response: Response, status: number, headers: Record<string, string>): void {
  if ('stream' in response) response.writeHead(status, headers)
  else response.writeHead(status, headers).flushHeaders()
}

function reset(response: Response): void {
  if ('stream' in response) response.stream.close(RST_INTERNAL_ERROR)
  else response.destroy()
}

/** HTTP/2's INTERNAL_ERROR (RFC 9113, section 7). */
const RST_INTERNAL_ERROR = 2
