import type { KubernetesObject } from '@argus/contracts/gateway-frame'
import { z } from 'zod'

const conditionSchema = z.looseObject({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
  lastTransitionTime: z.string().optional(),
  observedGeneration: z.number().optional(),
})
const statusSchema = z.looseObject({
  status: z.looseObject({ conditions: z.array(z.unknown()).optional() }).optional(),
  metadata: z.looseObject({ generation: z.number().optional() }),
})

/** One line of the table of conditions. Times are milliseconds since the epoch. */
export interface Condition {
  readonly type: string
  readonly status: string
  readonly reason: string
  readonly message: string
  readonly since: number | undefined
  /** It speaks of an older spec than the present one. */
  readonly outdated: boolean
}

/** The conditions an object tells of itself, those that are not True first; what cannot be read is left out. */
export function conditionsOf(object: KubernetesObject | undefined): readonly Condition[] {
  const parsed = statusSchema.safeParse(object)
  if (!parsed.success) return []
  const { generation } = parsed.data.metadata
  return (parsed.data.status?.conditions ?? [])
    .flatMap((raw): Condition[] => {
      const condition = conditionSchema.safeParse(raw)
      if (!condition.success) return []
      const {
        type,
        status,
        reason = '',
        message = '',
        lastTransitionTime,
        observedGeneration,
      } = condition.data
      const at = Date.parse(lastTransitionTime ?? '')
      const outdated =
        observedGeneration !== undefined &&
        generation !== undefined &&
        observedGeneration < generation
      return [{ type, status, reason, message, since: Number.isNaN(at) ? undefined : at, outdated }]
    })
    .toSorted(
      (a, b) =>
        Number(a.status === 'True') - Number(b.status === 'True') || (a.type < b.type ? -1 : 1),
    )
}
