import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'

/** A request and its answer, the same over HTTP/1.1 and HTTP/2. */
export interface Exchange {
  readonly method: string
  readonly pathname: string
  readonly query: URLSearchParams
  readonly accept: string
  readonly authorization: string
  readonly contentType: string
  /** Aborts when the client is gone or the answer is complete. */
  readonly closed: AbortSignal
  /** Whether the head of the answer has left. */
  readonly started: boolean
  body(): Promise<Buffer>
  head(status: number, headers: Readonly<Record<string, string>>): void
  /** Resolves once the client's side has room for more. */
  write(chunk: Buffer): Promise<void>
  end(chunk?: Buffer): void
  /** Breaks the stream without an end. */
  reset(): void
}

type Request = IncomingMessage | Http2ServerRequest
type Response = ServerResponse | Http2ServerResponse

/** `chunkBytes` cuts what is written into pieces of at most that size, wherever that falls in a line. */
export function openExchange(request: Request, response: Response, chunkBytes?: number): Exchange {
  const url = new URL(request.url ?? '/', 'https://server')
  const closing = new AbortController()
  response.once('close', () => closing.abort())
  response.once('error', () => closing.abort())
  const send = senderTo(response, closing.signal)
  return {
    method: request.method ?? 'GET',
    pathname: url.pathname,
    query: url.searchParams,
    accept: request.headers.accept ?? '',
    authorization: request.headers.authorization ?? '',
    contentType: request.headers['content-type'] ?? '',
    closed: closing.signal,
    get started() {
      return response.headersSent
    },
    async body() {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(Buffer.from(chunk))
      return Buffer.concat(chunks)
    },
    head(status, headers) {
      if (closing.signal.aborted) return
      if ('stream' in response) {
        response.writeHead(status, { ...headers })
      } else {
        response.writeHead(status, { ...headers })
        response.flushHeaders()
      }
    },
    async write(chunk) {
      const size = chunkBytes ?? chunk.length
      for (let at = 0; at < chunk.length && !closing.signal.aborted; at += size) {
        await send(chunk.subarray(at, at + size))
      }
    },
    end(chunk) {
      if (closing.signal.aborted) return
      if (chunk) response.end(chunk)
      else response.end()
    },
    reset() {
      if ('stream' in response) response.stream.close(RST_INTERNAL_ERROR)
      else response.destroy()
    },
  }
}

/** HTTP/2's INTERNAL_ERROR (RFC 9113, section 7). */
const RST_INTERNAL_ERROR = 2

function senderTo(response: Response, closed: AbortSignal): (chunk: Buffer) => Promise<void> {
  const writable: NodeJS.WritableStream = response
  return (chunk) => {
    if (closed.aborted || writable.write(chunk)) return Promise.resolve()
    return new Promise((resolve) => {
      const done = () => {
        writable.off('drain', done)
        closed.removeEventListener('abort', done)
        resolve()
      }
      writable.once('drain', done)
      closed.addEventListener('abort', done, { once: true })
    })
  }
}
