import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { createGunzip } from 'node:zlib'

import { Failure } from '../failure.ts'
import { userAgent } from './terminal-name.ts'

export interface HttpRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  readonly signal: AbortSignal
}

export interface HttpAnswer {
  readonly status: number
  readonly text: string
  readonly retryAfterSeconds: number | undefined
}

/**
 * Sends a request and answers what came back, whatever its status; a redirect is not followed, as it would take the
 * token elsewhere. Throws a Failure `unreachable` where nothing came back. Node's `fetch` would do, were reading its code
 * not half of the time that a command takes to start; so would an `import` of `node:http`, which reads it too.
 */
export async function exchange(asked: HttpRequest): Promise<HttpAnswer> {
  try {
    const answer = await send(asked)
    const plain =
      answer.headers['content-encoding'] === 'gzip' ? answer.pipe(createGunzip()) : answer
    const seconds = Number(answer.headers['retry-after'] ?? Number.NaN)
    return {
      status: answer.statusCode ?? 0,
      text: await text(plain),
      retryAfterSeconds: Number.isFinite(seconds) ? seconds : undefined,
    }
  } catch (cause) {
    throw fault(asked, cause)
  }
}

function send({ method, url, headers, body, signal }: HttpRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const secure = url.protocol === 'https:'
    if (secure) trustSystem()
    const { request } = process.getBuiltinModule(secure ? 'node:https' : 'node:http')
    const all = { 'User-Agent': userAgent(), ...headers, 'Accept-Encoding': 'gzip' }
    const asking = request(url, { method, headers: all, signal }, resolve)
    asking.once('error', reject)
    asking.end(body)
  })
}

let trusted = false

/** Companies put their authorities into the system; Node alone trusts those it was built with. */
export function trustSystem(): void {
  if (trusted) return
  trusted = true
  const { getCACertificates, setDefaultCACertificates } = process.getBuiltinModule('node:tls')
  setDefaultCACertificates([...getCACertificates('default'), ...getCACertificates('system')])
}

function fault({ url, signal }: HttpRequest, cause: unknown): Failure {
  if (signal.aborted && signal.reason instanceof Failure) return signal.reason
  const late = cause instanceof Error && cause.name === 'TimeoutError'
  return new Failure({
    code: 'unreachable',
    happened: `Argus at ${url.origin} does not answer`,
    why: late ? 'nothing came in time' : whyOf(cause),
    next: adviceOf(cause),
    cause,
  })
}

function whyOf(cause: unknown): string {
  const inner = cause instanceof AggregateError ? cause.errors.at(-1) : cause
  // Node advises those who start it themselves.
  return inner instanceof Error
    ? inner.message.replace(/; if the root CA .*$/, '').replace(/\.$/, '')
    : String(inner)
}

function adviceOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (code.includes('CERT') || code.includes('SIGNATURE'))
    return 'Trust the authority of its certificate: NODE_EXTRA_CA_CERTS=authority.pem. If it is not known to you, ask who runs Argus.'
  if (code === 'ENOTFOUND') return 'Look at the address: argus contexts.'
  return 'Look at the address (argus contexts) and the network, then try again.'
}
