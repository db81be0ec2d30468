import { abortable } from './abortable.ts'
import { ConnectionError } from './api-error.ts'
import type { Credential, CredentialSource } from './cluster-access.ts'
import { dial } from './dial.ts'
import type { ExchangeAnswer, ExchangeRequest, Transport, TransportTiming } from './exchange.ts'
import { Http1Pool } from './http1-pool.ts'
import { Http2Pool } from './http2-pool.ts'
import type { Resolve } from './resolve.ts'
import { SharedWork } from './shared-work.ts'

export interface TransportOptions {
  readonly credentials: CredentialSource
  readonly timing: TransportTiming
  readonly resolve: Resolve
}

/** Reaches a server over HTTP/2, or over HTTP/1.1 where it speaks nothing else; over TLS alone. No redirect is followed. */
export function openTransport(
  server: URL,
  { credentials, timing, resolve }: TransportOptions,
): Transport {
  const connect = async (signal: AbortSignal) =>
    dial(server, await credentials.current(), { timeoutMs: timing.handshakeMs, resolve, signal })
  const pools = {
    requests: new Http2Pool(connect, { timing, streamWindow: LIST_WINDOW }),
    watches: new Http2Pool(connect, { timing, streamWindow: WATCH_WINDOW }),
  }
  const http1 = new Http1Pool(server, timing, resolve)
  let spoken: 'h2' | 'http/1.1' | undefined
  let shown: Credential['tls'] | undefined

  /** Who shows another certificate, or trusts another authority, begins anew: a connection keeps what it began with. */
  const show = ({ tls }: Credential): void => {
    if (shown !== undefined && !isSame(shown, tls)) {
      pools.requests.retire()
      pools.watches.retire()
    }
    shown = tls
  }

  /** The first connection tells what the server speaks; it is kept, or closed where it cannot be. */
  const learning = new SharedWork(async (signal) => {
    if (server.protocol !== 'https:') {
      throw new ConnectionError(`cannot connect to ${server.origin}: only https is spoken`)
    }
    const socket = await connect(signal)
    if (socket.alpnProtocol !== 'h2') {
      socket.destroy()
      return 'http/1.1'
    }
    await pools.requests.adopt(socket, signal)
    return 'h2'
  })

  const send = async (
    request: ExchangeRequest,
    credential: Credential,
  ): Promise<ExchangeAnswer> => {
    spoken ??= await learning.outcome(request.signal)
    return spoken === 'h2' ? pools[request.pool].send(request) : http1.send(request, credential)
  }

  return {
    send: async (request) => {
      const credential = await abortable(credentials.current(), request.signal)
      show(credential)
      const { authorization } = credential
      const headers = authorization ? { ...request.headers, authorization } : request.headers
      return send({ ...request, headers }, credential)
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([
        pools.requests[Symbol.asyncDispose](),
        pools.watches[Symbol.asyncDispose](),
        http1[Symbol.asyncDispose](),
      ])
    },
  }
}

/** Most of a page of a list: a busy server must not wait for a busy reader many times in each. */
const LIST_WINDOW = 2 * 1024 * 1024

/** There may be ninety of them on a connection. */
const WATCH_WINDOW = 256 * 1024

function isSame(before: Credential['tls'], now: Credential['tls']): boolean {
  return (['ca', 'cert', 'key', 'servername'] as const).every(
    (field) => String(before[field]) === String(now[field]),
  )
}
