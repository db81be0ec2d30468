import type { InformerEvent } from './informer-event.ts'
import { type KubernetesObject, keyOf } from './kubernetes-object.ts'
import { compareVersions } from './resource-version.ts'
import type { Store } from './store.ts'

/** What makes of an object what may leave its cluster. Pure; what it throws withholds that object. */
export type Project<P> = (object: KubernetesObject, bytes: Buffer) => P

/** An object as it came. */
export interface Arrival {
  readonly object: KubernetesObject
  /** The JSON of the object, as the server wrote it. */
  readonly bytes: Buffer
  readonly time: number
}

/** Takes an object that exists into the Store, and answers what is new about it. */
export function takeIn<P extends { readonly hash: string }>(
  store: Store,
  { object, bytes, time }: Arrival,
  project: Project<P>,
): readonly InformerEvent<P>[] {
  const key = keyOf(object)
  const { uid, resourceVersion } = object.metadata
  const known = store.get(key)
  const same = known?.uid === uid ? known : undefined
  store.see(key)
  if (same?.version !== undefined && isNotNewer(resourceVersion, same.version)) return []
  const replaced = known && !same ? [{ type: 'deleted', key, uid: known.uid, time } as const] : []
  let projection: P
  try {
    projection = project(object, bytes)
  } catch (error) {
    store.set(key, { uid, version: resourceVersion })
    const reason = error instanceof Error ? error.message : String(error)
    return [...replaced, { type: 'withheld', key, reason }]
  }
  const { hash } = projection
  store.set(key, { uid, version: resourceVersion, hash })
  if (same?.hash === hash) return []
  const change = same?.hash === undefined ? 'ADDED' : 'MODIFIED'
  return [...replaced, { type: 'upsert', change, key, uid, resourceVersion, projection, time }]
}

/**
 * Takes an object that is deleted out of the Store. `fresh` says whether the deletion is newer than all that
 * came before; one that is not still counts when it is of the state that the Store holds.
 */
export function takeOut<P>(
  store: Store,
  { object, time }: Arrival,
  fresh: boolean,
): readonly InformerEvent<P>[] {
  const key = keyOf(object)
  const known = store.get(key)
  const { uid, resourceVersion } = object.metadata
  const held = known?.uid === uid && known.version === resourceVersion
  if (!known || !(fresh || held)) return []
  store.delete(key)
  return [{ type: 'deleted', key, uid: known.uid, time }]
}

function isNotNewer(version: string, than: string): boolean {
  const order = compareVersions(version, than)
  return order === undefined ? version === than : order <= 0
}
