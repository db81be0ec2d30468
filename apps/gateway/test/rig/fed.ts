import type { StoredObject } from '@argus/bus/follow'

import { Feed } from '../../src/feed/feed.ts'
import type { record } from '../records.ts'

export const TOPIC = { cluster: 'alpha', group: 'example.org', version: 'v1', resource: 'things' }
/** The reach of somebody who may see everything. */
export const EVERYTHING = { empty: false, text: '*', names: () => true, totals: () => true }

const shape = { kind: 'Thing', namespaced: true, columns: [], hash: 'h' }
const status = { state: 'live', since: 1 } as const

/** How the objects of some Keys are read. */
type ReadObjects = (keys: readonly string[]) => Promise<ReadonlyMap<string, StoredObject>>

/** A Feed that is fed by hand: nothing is there at first, at seq 100 of epoch `e`. */
export function fed(readObjects: ReadObjects) {
  let views = 0
  const feed = new Feed({
    topic: TOPIC,
    reader: {
      readObjects: (_, keys) => readObjects(keys),
      changedSince: () => Promise.resolve(undefined),
    },
    told: { status, shape },
    events: { changed: () => {}, hole: () => {}, failed: () => {} },
    counts: { changed: () => {}, joined: () => {} },
    nextView: () => (views += 1),
  })
  /** The whole Topic, read again. */
  const restart = (epoch: string, ...records: readonly ReturnType<typeof record>[]): void => {
    const position = { epoch, seq: 100 }
    const meta = { position, floor: 100, status, shape, stats: undefined }
    feed.apply({ type: 'snapshot', meta, records })
  }
  restart('e')
  return { feed, restart }
}
