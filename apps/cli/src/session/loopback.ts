import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { once } from 'node:events'

import { Failure } from '../failure.ts'

/** What the browser brought back. */
type Brought =
  | { readonly type: 'code'; readonly code: string }
  /** The person said no. */
  | { readonly type: 'denied' }

/** A listener on this machine, for the one answer that belongs to `state`; disposing it closes the port. */
export interface Loopback extends AsyncDisposable {
  readonly redirectUri: string
  /** Rejects with the reason of the signal. */
  readonly brought: Promise<Brought>
}

/**
 * Listens on a port that is free, reachable from this machine alone (RFC 8252 §7.3, §8.3). Whatever does not come to this
 * very address with this very state is turned away and changes nothing.
 */
export async function openLoopback(state: string, signal: AbortSignal): Promise<Loopback> {
  const { promise, resolve, reject } = Promise.withResolvers<Brought>()
  promise.catch(() => undefined) // whoever waits hears of it
  signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  const { createServer } = process.getBuiltinModule('node:http')
  let host = ''
  const server = createServer((request, response) => {
    const brought = readAnswer(request, { state, host })
    answer(response, brought, () => {
      if (brought !== undefined) resolve(brought)
    })
  })
  const address = await listen(server)
  host = address
  return {
    redirectUri: `http://${host}/callback`,
    brought: promise,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** By its number: a name may lead elsewhere. Some machines speak the newer protocol alone. */
async function listen(server: Server): Promise<string> {
  for (const [host, written] of [
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '[::1]'],
  ] as const) {
    const listening = once(server, 'listening')
    server.listen(0, host)
    try {
      await listening
    } catch {
      continue // once rejects with the error of the server: the next one is tried
    }
    const address = server.address()
    if (address !== null && typeof address === 'object') return `${written}:${address.port}`
  }
  throw new Failure({
    code: 'unavailable',
    happened: 'The browser could not answer',
    why: 'no port of this machine can be listened on',
    next: 'Log in with a code: argus login --device.',
  })
}

interface Expected {
  readonly state: string
  readonly host: string
}

function readAnswer(
  { method, url = '', headers }: IncomingMessage,
  { state, host }: Expected,
): Brought | undefined {
  // The name of another machine that was made to lead here would be in this header.
  if (method !== 'GET' || headers.host !== host) return undefined
  const asked = URL.parse(url, `http://${host}`)
  if (asked?.host !== host || asked.pathname !== '/callback') return undefined
  const { searchParams } = asked
  if (searchParams.get('state') !== state) return undefined
  const code = searchParams.get('code')
  if (code !== null) return { type: 'code', code }
  return searchParams.has('error') ? { type: 'denied' } : undefined
}

/** Nothing of what was asked is in the page. */
function answer(response: ServerResponse, brought: Brought | undefined, done: () => void): void {
  response.writeHead(brought === undefined ? 404 : 200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
    Connection: 'close',
  })
  const words =
    brought === undefined
      ? 'Nothing waits here for this.'
      : 'The terminal has its answer. Go back to it; this page may be closed.'
  response.end(
    `<!doctype html><html lang="en"><title>argus</title><h1>argus</h1><p>${words}</p></html>\n`,
    done,
  )
}
