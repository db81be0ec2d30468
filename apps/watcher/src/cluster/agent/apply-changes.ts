import type { UplinkChange } from '@argus/contracts/agent-frame'
import type { InformerEvent } from '@argus/informer/informer-event'
import { isKubernetesObject, keyOf } from '@argus/informer/kubernetes-object'
import type { Projection, Projector } from '@argus/projection/project'

import type { TopicMessage } from './agent-line.ts'
import { ViolationError } from './up-message.ts'

/** What is held of a Key: enough to know whether something about it is new. */
export type Held = Map<string, { readonly uid: string; readonly hash: string }>

type Changes = Extract<TopicMessage['frame'], { type: 'changes' }>

/**
 * What the changes of an agent come to, after all that is held. Each object is projected here once more: what may be shown
 * is not for an agent to say. Throws a ViolationError for what no agent sends.
 */
export function applyChanges(
  { changes }: Changes,
  objects: readonly Buffer[],
  {
    held,
    project,
    now,
  }: { readonly held: Held; readonly project: Projector; readonly now: number },
): readonly InformerEvent<Projection>[] {
  let next = 0
  return changes.flatMap((change) => {
    if (change.type === 'gone') return gone(held, change.key, change.time ?? now)
    if (change.type === 'withheld') {
      const { key, reason } = change
      held.delete(key)
      return [{ type: 'withheld', key, reason } as const]
    }
    const bytes = objects[next]
    next += 1
    if (bytes === undefined) throw new ViolationError('an object is missing')
    return object(change, bytes, { held, project })
  })
}

/** A Key that is no more. */
export function gone(held: Held, key: string, time: number): InformerEvent<Projection>[] {
  const known = held.get(key)
  if (known === undefined) {
    // It may have been withheld, which ends so.
    return [{ type: 'deleted', key, uid: '', time }]
  }
  held.delete(key)
  return [{ type: 'deleted', key, uid: known.uid, time }]
}

function object(
  { key, changed, time }: Extract<UplinkChange, { type: 'object' }>,
  bytes: Buffer,
  { held, project }: { readonly held: Held; readonly project: Projector },
): readonly InformerEvent<Projection>[] {
  const parsed = parse(bytes)
  if (!isKubernetesObject(parsed) || keyOf(parsed) !== key)
    throw new ViolationError('an object is not what its change says')
  const { uid, resourceVersion } = parsed.metadata
  const known = held.get(key)
  const replaced =
    known !== undefined && known.uid !== uid
      ? [{ type: 'deleted', key, uid: known.uid, time } as const]
      : []
  let projection: Projection
  try {
    const made = project(parsed, bytes)
    projection = { ...made, row: { ...made.row, changed } }
  } catch (error) {
    held.delete(key)
    const reason = error instanceof Error ? error.message : String(error)
    return [...replaced, { type: 'withheld', key, reason }]
  }
  const { hash } = projection
  const same = replaced.length === 0 ? known : undefined
  held.set(key, { uid, hash })
  if (same?.hash === hash) return []
  const change = same === undefined ? 'ADDED' : 'MODIFIED'
  return [...replaced, { type: 'upsert', change, key, uid, resourceVersion, projection, time }]
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (cause) {
    throw new ViolationError('an object is not JSON', { cause })
  }
}
