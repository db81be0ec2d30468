import type { Change } from '@argus/bus/publish'
import type { Topic } from '@argus/contracts/topic'

export const things: Topic = {
  cluster: 'prod',
  group: 'example.org',
  version: 'v1',
  resource: 'things',
}

/** A change as a projector's answer makes it. */
export function upsert(key: string, hash = 'h1', bytes = 0): Change {
  const record = {
    key,
    uid: key,
    resourceVersion: '1',
    hash,
    labels: {},
    type: 'ADDED' as const,
    row: {
      created: 1,
      changed: 1,
      health: 'Current' as const,
      healthSince: null,
      reason: '',
      owners: [],
      cells: [],
    },
  }
  return { type: 'upsert', record, object: Buffer.from(`{"pad":"${'x'.repeat(bytes)}"}`) }
}
