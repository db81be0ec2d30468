import type { KubeObject } from './kube-object.ts'

/** One write: what changed, and what it was before. */
export interface Change {
  readonly version: number
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: KubeObject
  /** The object before; missing for one that is new. */
  readonly before?: KubeObject
}

/**
 * The changes of one resource that a watch can still be resumed from. `floor` is the newest version that
 * was forgotten: a watch from below it has lost something and must be told so.
 */
export interface History {
  floor: number
  changes: Change[]
}

/** Adds a change, and forgets the oldest once there are twice as many as `size`. */
export function remember(history: History, change: Change, size: number): void {
  history.changes.push(change)
  if (history.changes.length < 2 * size) return
  history.floor = history.changes.at(-size - 1)?.version ?? history.floor
  history.changes = history.changes.slice(-size)
}

/** The changes after `version`; `undefined` when some of them are forgotten. */
export function changesAfter(history: History, version: number): readonly Change[] | undefined {
  if (version < history.floor) return undefined
  return history.changes.slice(firstAfter(history.changes, version))
}

function firstAfter(changes: readonly Change[], version: number): number {
  let low = 0
  let high = changes.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((changes[middle]?.version ?? 0) > version) high = middle
    else low = middle + 1
  }
  return low
}
