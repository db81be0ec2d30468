import type { Progress } from './attempt.ts'
import type { ResourceVersion } from './resource-version.ts'
import type { Store } from './store.ts'

/** A list is complete: what it did not show is gone, and the Store equals the server at that version. */
export function endList<P>(store: Store, version: ResourceVersion, time: number): Progress<P> {
  const gone = store
    .endList()
    .map(([key, { uid }]) => ({ type: 'deleted', key, uid, time }) as const)
  const synced = { type: 'synced', resourceVersion: version } as const
  return { events: [...gone, synced], input: { type: 'listed', version } }
}
