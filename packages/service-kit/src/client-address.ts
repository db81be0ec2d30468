import type { IncomingMessage } from 'node:http'
import { isIP, SocketAddress } from 'node:net'

import proxyAddress from 'proxy-addr'

/** The address that a request comes from; `null` where its connection is gone already. */
export type ClientAddress = (request: IncomingMessage) => string | null

/**
 * Reads the address of the connection or, where that is one of the trusted hops, the newest address that they did not
 * write themselves in `X-Forwarded-For`. What anybody else sends in that header is not believed. Throws on a hop that is no
 * address and no network.
 */
export function clientAddress(trustedHops: readonly string[]): ClientAddress {
  const trusted = proxyAddress.compile([...trustedHops])
  return (request) => {
    const peer = request.socket.remoteAddress
    if (peer === undefined) return null
    // Behind a hop that forwards no address, or none that is one, it is the hop's own.
    return plain(addressOf(request, trusted)) ?? plain(peer) ?? null
  }
}

type Trust = ReturnType<typeof proxyAddress.compile>

function addressOf(request: IncomingMessage, trusted: Trust): string | undefined {
  try {
    return proxyAddress(request, trusted)
  } catch {
    return undefined // A header that is no list of addresses says nothing.
  }
}

/**
 * One spelling of each address, so that its limits and its history are one: IPv6 in the shortest (RFC 5952), and an IPv4
 * address as itself also where it came as an IPv6 one (RFC 4291 §2.5.5.2). What is no address, a zone among it, is none.
 */
export function plain(text: string | undefined): string | undefined {
  if (text === undefined || isIP(text) === 0 || text.includes('%')) return undefined
  if (isIP(text) === 4) return text
  const { address } = new SocketAddress({ address: text, family: 'ipv6' })
  return address.replace(/^::ffff:(?=\d+\.)/, '')
}
