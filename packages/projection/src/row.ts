import type { HealthRule } from '@argus/contracts/health-rule'
import type { Cell, Row } from '@argus/contracts/row'

import { type Condition, conditionsOf } from './condition.ts'
import { healthOf } from './health.ts'
import { type JsonObject, isObject, listAt, objectAt, own, textAt } from './json.ts'
import { timeOf } from './time.ts'

/** What a list shows of an object; `original` is it before anything was taken out, for its times. */
export interface RowInput {
  readonly object: JsonObject
  readonly original: JsonObject
  readonly cells: readonly ((object: JsonObject) => Cell)[]
  /** What a plugin knows of the health of this kind. */
  readonly rule: HealthRule | undefined
}

/** The Row of an object: from the object alone, so that two watchers make the same one. */
export function rowOf({ object, original, cells, rule }: RowInput): Row {
  const conditions = conditionsOf(object)
  const { health, since, reason } = healthOf(object, rule, conditions)
  // Nearly no object has a secret in its status.
  const untouched = object['status'] === original['status']
  const transitions = untouched ? conditions : conditionsOf(original)
  const created = timeOf(own(objectAt(original, 'metadata'), 'creationTimestamp')) ?? 0
  return {
    created,
    changed: lastChange(original, transitions, created),
    health,
    healthSince: since,
    reason,
    owners: owners(object),
    cells: cells.map((cell) => cell(object)),
  }
}

/**
 * When somebody last wrote it: the latest of its creation, each writer's time in managedFields, and the transitions of its
 * conditions. Kubernetes keeps no time of the last change; heartbeats and probes are left out, for they are not one.
 */
function lastChange(
  original: JsonObject,
  transitions: readonly Condition[],
  created: number,
): number {
  let last = created
  for (const writer of listAt(objectAt(original, 'metadata'), 'managedFields')) {
    if (isObject(writer)) last = Math.max(last, timeOf(own(writer, 'time')) ?? last)
  }
  for (const { since } of transitions) last = Math.max(last, since ?? last)
  return last
}

function owners(object: JsonObject): string[] {
  const uids: string[] = []
  for (const owner of listAt(objectAt(object, 'metadata'), 'ownerReferences')) {
    const uid = isObject(owner) ? textAt(owner, 'uid') : undefined
    if (uid !== undefined) uids.push(uid)
  }
  return uids
}
