import {
  type JsonObject,
  type JsonValue,
  isObject,
  listAt,
  objectAt,
  own,
  textAt,
  timeOf,
} from './json.ts'

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
  const lists = NESTED.flatMap((field) => listAt(status, field))
    .filter(isObject)
    .map((inner) => listAt(inner, 'conditions'))
  return [listAt(status, 'conditions'), ...lists].flatMap((list) => newest(list.flatMap(condition)))
}

/** Gateway API: routes, gateways, policies. Prometheus operator: monitors and rules. */
const NESTED = ['parents', 'listeners', 'ancestors', 'bindings']

function condition(value: JsonValue): Condition[] {
  if (!isObject(value)) return []
  const type = textAt(value, 'type')
  if (type === undefined) return []
  const observed = own(value, 'observedGeneration')
  return [
    {
      type,
      status: textAt(value, 'status'),
      reason: textAt(value, 'reason') ?? '',
      message: textAt(value, 'message') ?? '',
      since: timeOf(own(value, 'lastTransitionTime')) ?? null,
      observedGeneration: typeof observed === 'number' ? observed : undefined,
    },
  ]
}

function newest(list: readonly Condition[]): readonly Condition[] {
  return list.filter(
    ({ type, since }) =>
      !list.some((other) => other.type === type && (other.since ?? 0) > (since ?? Infinity)),
  )
}
