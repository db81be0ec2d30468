import { type JsonObject, type JsonValue, isObject, listAt, objectAt, own, textAt } from './json.ts'
import { timeOf } from './time.ts'

/** One condition of an object, as far as its health needs it. */
export interface Condition {
  readonly type: string
  /** `undefined` where the kind writes none, as Argo CD does. */
  readonly status: string | undefined
  readonly reason: string
  readonly message: string
  readonly since: number | null
  readonly observedGeneration: number | undefined
}

/**
 * All conditions of an object: of its status, and of the parents, listeners and bindings that some kinds list
 * there. Many kinds replace the list whole, so a type may occur twice in it: the newest counts, and where
 * times do not tell, all do.
 */
export function conditionsOf(object: JsonObject): readonly Condition[] {
  const status = objectAt(object, 'status')
  const conditions = conditionsIn(status)
  for (const field of NESTED) {
    for (const inner of listAt(status, field)) {
      if (isObject(inner)) conditions.push(...conditionsIn(inner))
    }
  }
  return conditions
}

/** Gateway API: routes, gateways, policies. Prometheus operator: monitors and rules. */
const NESTED = ['parents', 'listeners', 'ancestors', 'bindings']

function conditionsIn(holder: JsonObject): Condition[] {
  const list: Condition[] = []
  for (const value of listAt(holder, 'conditions')) {
    const condition = conditionOf(value)
    if (condition !== undefined) list.push(condition)
  }
  return newest(list)
}

function conditionOf(value: JsonValue): Condition | undefined {
  if (!isObject(value)) return undefined
  const type = textAt(value, 'type')
  if (type === undefined) return undefined
  const observed = own(value, 'observedGeneration')
  return {
    type,
    status: textAt(value, 'status'),
    reason: textAt(value, 'reason') ?? '',
    message: textAt(value, 'message') ?? '',
    since: timeOf(own(value, 'lastTransitionTime')) ?? null,
    observedGeneration: typeof observed === 'number' ? observed : undefined,
  }
}

function newest(list: Condition[]): Condition[] {
  if (list.length < 2) return list
  return list.filter(
    ({ type, since }) =>
      !list.some((other) => other.type === type && (other.since ?? 0) > (since ?? Infinity)),
  )
}
