import { createHash } from 'node:crypto'

import { clusterId } from '@argus/contracts/topic'

/**
 * The id of a cluster, from the name of its context. A name that is an id already stays; any other becomes its
 * nearest id with a piece of its hash, because grants are bound to ids: whichever contexts come and go,
 * no other name may ever get the id of this one.
 */
export function clusterIdOf(context: string): string {
  if (clusterId.safeParse(context).success) return context
  const near = context
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_ID - HASH_DIGITS - 1)
    .replaceAll(/^-+|-+$/g, '')
  const hash = createHash('sha256').update(context).digest('hex').slice(0, HASH_DIGITS)
  return near === '' ? `cluster-${hash}` : `${near}-${hash}`
}

/** A DNS-1123 label. */
const MAX_ID = 63
const HASH_DIGITS = 6
