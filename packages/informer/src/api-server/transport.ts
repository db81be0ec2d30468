import type { Credential, CredentialSource } from './cluster-access.ts'
import { dial } from './dial.ts'
import type { ExchangeAnswer, ExchangeRequest, Transport, TransportTiming } from './exchange.ts'
import { Http1Pool } from './http1-pool.ts'
import { Http2Pool } from './http2-pool.ts'

/** Reaches a server over HTTP/2, or over HTTP/1.1 where it speaks nothing else. */
export function openTransport(
  server: URL,
  credentials: CredentialSource,
  timing: TransportTiming,
): Transport {
  const connect = async () =>
    dial(server, await credentials.current(), { timeoutMs: timing.handshakeMs })
  const pools = {
    requests: new Http2Pool(connect, timing),
    watches: new Http2Pool(connect, timing),
  }
  const http1 = new Http1Pool(server, timing)
  let protocol: Promise<'h2' | 'http/1.1'> | undefined

  /** The first connection tells what the server speaks; it is kept, or closed where it cannot be. */
  const learn = async (): Promise<'h2' | 'http/1.1'> => {
    if (server.protocol === 'http:') return 'http/1.1'
    const socket = await connect()
    if (socket.alpnProtocol !== 'h2') {
      socket.destroy()
      return 'http/1.1'
    }
    await pools.requests.adopt(socket)
    return 'h2'
  }

  const send = async (
    request: ExchangeRequest,
    credential: Credential,
  ): Promise<ExchangeAnswer> => {
    protocol ??= learn().catch((error: unknown) => {
      protocol = undefined
      throw error
    })
    const spoken = await protocol
    request.signal.throwIfAborted()
    return spoken === 'h2' ? pools[request.pool].send(request) : http1.send(request, credential)
  }

  return {
    send: async (request) => {
      const credential = await credentials.current()
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
