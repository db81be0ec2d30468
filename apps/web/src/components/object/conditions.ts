import type { KubernetesObject } from '@argus/contracts/gateway-frame'
import type { Polarity } from '@argus/contracts/health-rule'
import { z } from 'zod'

import { toneOf, type Tone } from './condition-tone.ts'

const conditionSchema = z.looseObject({
  type: z.string(),
  status: z.string().optional(),
  reason: z.string().optional(),
  message: z.string().optional(),
  lastTransitionTime: z.string().optional(),
  observedGeneration: z.number().optional(),
})
const list = z.array(z.unknown()).optional().catch(undefined)
const holderSchema = z.looseObject({ conditions: list })
const statusSchema = z.looseObject({
  status: z
    .looseObject({
      conditions: list,
      parents: list,
      listeners: list,
      ancestors: list,
      bindings: list,
    })
    .optional()
    .catch(undefined),
  metadata: z.looseObject({ generation: z.number().optional() }),
})

/** One line of the table of conditions. Times are milliseconds since the epoch. */
export interface Condition {
  readonly type: string
  /** Empty where the kind writes none. */
  readonly status: string
  readonly reason: string
  readonly message: string
  readonly since: number | undefined
  readonly tone: Tone
  /** The generation it speaks of and the present one, where it says which. */
  readonly generations: Generations | undefined
}

interface Generations {
  readonly observed: number
  readonly current: number
}

/** Conditions that belong together: the object's own, or those of one of its parents, listeners and so on. */
export interface ConditionGroup {
  /** Empty for the object's own. */
  readonly title: string
  readonly conditions: readonly Condition[]
}

/**
 * The conditions an object tells of itself, what is bad first; what cannot be read is left out. `told`: what the manifest
 * says of types whose names mislead.
 */
export function conditionGroups(
  object: KubernetesObject | undefined,
  told: Readonly<Record<string, Polarity>> = {},
): readonly ConditionGroup[] {
  const parsed = statusSchema.safeParse(object)
  if (!parsed.success) return []
  const { status, metadata } = parsed.data
  const read = (raw: readonly unknown[] | undefined) =>
    conditionsOf(raw ?? [], { told, generation: metadata.generation })
  const nested = NESTED.flatMap(({ field, word }) =>
    (status?.[field] ?? []).map((holder): ConditionGroup => {
      const inner = holderSchema.safeParse(holder)
      return {
        title: `${word} ${nameOf(holder)}`.trim(),
        conditions: inner.success ? read(inner.data.conditions) : [],
      }
    }),
  )
  return [{ title: '', conditions: read(status?.conditions) }, ...nested].filter(
    ({ conditions }) => conditions.length > 0,
  )
}

interface Reading {
  readonly told: Readonly<Record<string, Polarity>>
  readonly generation: number | undefined
}

function conditionsOf(
  raw: readonly unknown[],
  { told, generation }: Reading,
): readonly Condition[] {
  return raw
    .flatMap((one): Condition[] => {
      const parsed = conditionSchema.safeParse(one)
      if (!parsed.success) return []
      const { type, status = '', reason = '', message = '', ...rest } = parsed.data
      const at = Date.parse(rest.lastTransitionTime ?? '')
      const observed = rest.observedGeneration
      const known = observed !== undefined && generation !== undefined
      return [
        {
          type,
          status,
          reason,
          message,
          since: Number.isNaN(at) ? undefined : at,
          tone: toneOf(type, status, told[type]),
          generations: known ? { observed, current: generation } : undefined,
        },
      ]
    })
    .toSorted((a, b) => ORDER.indexOf(a.tone) - ORDER.indexOf(b.tone) || (a.type < b.type ? -1 : 1))
}

const ORDER: readonly Tone[] = ['bad', 'busy', 'plain', 'good']

/** Gateway API: routes, gateways, policies. Prometheus operator: monitors and rules. */
const NESTED = [
  { field: 'parents', word: 'Parent' },
  { field: 'listeners', word: 'Listener' },
  { field: 'ancestors', word: 'Ancestor' },
  { field: 'bindings', word: 'Binding' },
] as const

const refSchema = z.looseObject({
  kind: z.string().optional(),
  namespace: z.string().optional(),
  name: z.string(),
  sectionName: z.string().optional(),
})
const namedSchema = z.looseObject({
  name: z.string().optional(),
  resource: z.string().optional(),
  parentRef: refSchema.optional(),
  ancestorRef: refSchema.optional(),
  controllerName: z.string().optional(),
})

/** Whose conditions they are, and who says so. */
function nameOf(holder: unknown): string {
  const parsed = namedSchema.safeParse(holder)
  if (!parsed.success) return ''
  const { name, resource, parentRef, ancestorRef, controllerName } = parsed.data
  const ref = parentRef ?? ancestorRef
  const own = ref === undefined ? [resource, name] : [ref.namespace, ref.name, ref.sectionName]
  const text = own.filter((part) => part !== undefined).join('/')
  return controllerName === undefined ? text : `${text}, by ${controllerName}`
}
