import { lookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'

/**
 * Where a connection to a host may go: asked for each connection, which then goes to one of the answers and nowhere else.
 * Rejects with the reason where it may go nowhere. An address leads to itself.
 */
export type Resolve = (host: string) => Promise<readonly Address[]>

export interface Address {
  readonly address: string
  readonly family: number
}

/** As the system does it. */
export const systemResolve: Resolve = (host) => lookup(host, { all: true })

/** The host of an address, an IPv6 one without its brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '')
}

/** Sockets look up names alone: rejects where the host is an address that may not be gone to. */
export async function admitAddress(host: string, resolve: Resolve): Promise<void> {
  if (isIP(host) !== 0) await resolve(host)
}

/** How a socket learns the addresses of a name: by `resolve` and once, so that what was judged is what is dialed. */
export function lookupBy(resolve: Resolve): LookupFunction {
  return (host, { all }, callback) => {
    const answer = async (): Promise<void> => {
      try {
        const found = await resolve(host)
        const [first] = found
        if (first === undefined) throw new Error(`${host} has no address`)
        if (all === true) callback(null, [...found])
        else callback(null, first.address, first.family)
      } catch (error) {
        callback(error instanceof Error ? error : new Error(String(error)), '')
      }
    }
    void answer()
  }
}
