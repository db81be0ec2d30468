import { systemResolve, type Resolve } from '@argus/informer/resolve'

import type { AddressJudge } from './address-policy.ts'

/** A host that leads where no cluster may be. */
export class AddressRefusedError extends Error {
  override name = 'AddressRefusedError'
  readonly host: string
  readonly address: string
  /** What kind of address it is. */
  readonly kind: string

  constructor({ host, address, kind }: Pick<AddressRefusedError, 'host' | 'address' | 'kind'>) {
    const leads =
      host === address ? `${address} is ${kind}` : `${host} leads to ${address}, ${kind}`
    super(
      `${leads}: Argus does not connect there; an operator who wants it lists the address in ARGUS_ALLOWED_CLUSTER_ADDRESSES`,
    )
    this.host = host
    this.address = address
    this.kind = kind
  }
}

/**
 * Looks a host up and judges every address of it. One that is refused refuses them all: a name that leads inside and
 * outside at once is how a check is led past.
 */
export function guardedResolve(judge: AddressJudge, resolve: Resolve = systemResolve): Resolve {
  return async (host) => {
    const found = await resolve(host)
    for (const { address } of found) {
      const kind = judge(address)
      if (kind !== undefined) throw new AddressRefusedError({ host, address, kind })
    }
    return found
  }
}
