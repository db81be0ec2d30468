import type { HealthRule } from '@argus/contracts/health-rule'
import type { Cell, Row } from '@argus/contracts/row'

import { conditionsOf } from './condition.ts'
import { healthOf } from './health.ts'
import { type JsonObject, isObject, listAt, objectAt, own, textAt, timeOf } from './json.ts'

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
  const { health, since, reason } = healthOf(object, rule)
  const created = timeOf(own(objectAt(original, 'metadata'), 'creationTimestamp')) ?? 0
  return {
    created,
    changed: Math.max(created, ...changeTimes(original)),
    health,
    healthSince: since,
    reason,
    owners: owners(object),
    cells: cells.map((cell) => cell(object)),
  }
}

/**
 * When somebody wrote it: each writer's time in managedFields, and the transitions of its conditions. Kubernetes
 * keeps no time of the last change; heartbeats and probes are left out, for they are not one.
 */
function changeTimes(original: JsonObject): readonly number[] {
  const writers = listAt(objectAt(original, 'metadata'), 'managedFields')
  const times = [
    ...writers.filter(isObject).map((writer) => timeOf(own(writer, 'time'))),
    ...conditionsOf(original).map(({ since }) => since),
  ]
  return times.filter((time) => typeof time === 'number')
}

function owners(object: JsonObject): string[] {
  return listAt(objectAt(object, 'metadata'), 'ownerReferences')
    .filter(isObject)
    .map((owner) => textAt(owner, 'uid'))
    .filter((uid) => uid !== undefined)
}
