import { isIP } from 'node:net'
import { type TLSSocket, connect } from 'node:tls'
import { ConnectionError, TimeoutError } from './api-error.ts'
import type { Credential } from './cluster-access.ts'
import { admitAddress, hostOf, lookupBy, type Resolve } from './resolve.ts'

export interface DialOptions {
  readonly timeoutMs: number
  readonly resolve: Resolve
  /** Gives it up before it is open. */
  readonly signal: AbortSignal
}

/** Opens a TLS connection that speaks HTTP/2 where the server does, else HTTP/1.1. */
export async function dial(
  server: URL,
  { tls }: Credential,
  { timeoutMs, resolve, signal }: DialOptions,
): Promise<TLSSocket> {
  const host = hostOf(server)
  try {
    await admitAddress(host, resolve)
    signal.throwIfAborted()
  } catch (cause) {
    throw cannotConnect(server, cause)
  }
  const socket = connect({
    ...tls,
    host,
    lookup: lookupBy(resolve),
    port: Number(server.port || 443),
    ALPNProtocols: ['h2', 'http/1.1'],
    // An address is not sent as a name; the certificate is still checked against it.
    servername: tls.servername ?? (isIP(host) ? '' : host),
  })
  // Without keep-alive a peer that vanished is never noticed where there is no PING.
  socket.setKeepAlive(true, KEEP_ALIVE_MS)
  socket.setNoDelay(true)
  return new Promise((connected, reject) => {
    const timer = setTimeout(
      () => socket.destroy(new TimeoutError(`no answer within ${timeoutMs} ms`)),
      timeoutMs,
    )
    const giveUp = () => socket.destroy(new Error('nobody waits for the connection any more'))
    signal.addEventListener('abort', giveUp, { once: true })
    const settled = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', giveUp)
    }
    const failed = (cause: Error) => {
      settled()
      reject(cannotConnect(server, cause))
    }
    socket.once('error', failed)
    socket.once('secureConnect', () => {
      settled()
      socket.off('error', failed)
      connected(socket)
    })
  })
}

const KEEP_ALIVE_MS = 30_000

function cannotConnect({ origin }: URL, cause: unknown): ConnectionError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new ConnectionError(`cannot connect to ${origin}: ${why}`, { cause })
}
