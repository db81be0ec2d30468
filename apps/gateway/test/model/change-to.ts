import type { Change } from '@argus/bus/publish'

import { keyOf } from './vocabulary.ts'
import type { Version } from './world.ts'

/** A state as a watcher writes it; padded where it is to fill buffers. */
export function changeTo(version: Version, padded = false): Change {
  const { n, uid, team, owner, size, health, namespace, name } = version
  const labels = { team, ...(owner !== undefined && { owner }) }
  const row = { created: 0, changed: n + 1, health, healthSince: null, reason: '', owners: [] }
  const cells = padded ? [n, 'x'.repeat(PADDING)] : [n]
  const object = {
    metadata: { ...(namespace !== '' && { namespace }), name, labels },
    spec: { n, size, ...(owner !== undefined && { owner }) },
  }
  return {
    type: 'upsert',
    record: {
      key: keyOf(version),
      uid,
      resourceVersion: `${n}`,
      hash: `h${n}`,
      labels,
      type: 'ADDED',
      row: { ...row, cells },
    },
    object: Buffer.from(JSON.stringify(object)),
  }
}

const PADDING = 150_000
