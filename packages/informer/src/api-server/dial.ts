import { isIP } from 'node:net'
import { type TLSSocket, connect } from 'node:tls'
import { ConnectionError } from './api-error.ts'
import type { Credential } from './cluster-access.ts'

/** Opens a TLS connection that speaks HTTP/2 where the server does, else HTTP/1.1. */
export function dial(
  server: URL,
  { tls }: Credential,
  { timeoutMs }: { readonly timeoutMs: number },
): Promise<TLSSocket> {
  const host = server.hostname.replace(/^\[|\]$/g, '')
  const socket = connect({
    ...tls,
    host,
    port: Number(server.port || 443),
    ALPNProtocols: ['h2', 'http/1.1'],
    // An address is not sent as a name; the certificate is still checked against it.
    servername: tls.servername ?? (isIP(host) ? '' : host),
  })
  // Without keep-alive a peer that vanished is never noticed where there is no PING.
  socket.setKeepAlive(true, KEEP_ALIVE_MS)
  socket.setNoDelay(true)
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)),
      timeoutMs,
    )
    const failed = (cause: Error) => {
      clearTimeout(timer)
      reject(new ConnectionError(`cannot connect to ${server.origin}: ${cause.message}`, { cause }))
    }
    socket.once('error', failed)
    socket.once('secureConnect', () => {
      clearTimeout(timer)
      socket.off('error', failed)
      resolve(socket)
    })
  })
}

const KEEP_ALIVE_MS = 30_000
