import type { KubernetesObject } from '@argus/contracts/gateway-frame'
import { z } from 'zod'

const texts = z.record(z.string(), z.string()).catch({})
const ownerSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  name: z.string(),
  uid: z.string(),
  controller: z.boolean().optional(),
})
const metadataSchema = z.looseObject({
  labels: texts.optional(),
  annotations: texts.optional(),
  finalizers: z.array(z.string()).catch([]).optional(),
  ownerReferences: z.array(z.unknown()).catch([]).optional(),
  deletionTimestamp: z.string().optional().catch(undefined),
  generation: z.number().optional().catch(undefined),
})

/** An object that another one belongs to. */
export type OwnerReference = z.infer<typeof ownerSchema>

/** What an object says of itself beside spec and status. */
export interface ObjectSummary {
  readonly labels: readonly (readonly [string, string])[]
  readonly annotations: readonly (readonly [string, string])[]
  /** The one that controls it first. */
  readonly owners: readonly OwnerReference[]
  readonly finalizers: readonly string[]
  /** Since when it is to go, in milliseconds since the epoch. */
  readonly deletedAt: number | undefined
  readonly generation: number | undefined
}

export function summaryOf(object: KubernetesObject | undefined): ObjectSummary {
  const parsed = metadataSchema.safeParse(object?.metadata)
  const metadata = parsed.success ? parsed.data : {}
  const deletedAt = Date.parse(metadata.deletionTimestamp ?? '')
  return {
    labels: sorted(metadata.labels),
    annotations: sorted(metadata.annotations),
    owners: ownersOf(metadata.ownerReferences ?? []),
    finalizers: metadata.finalizers ?? [],
    deletedAt: Number.isNaN(deletedAt) ? undefined : deletedAt,
    generation: metadata.generation,
  }
}

function sorted(record: Readonly<Record<string, string>> = {}): readonly [string, string][] {
  return Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1))
}

function ownersOf(raw: readonly unknown[]): readonly OwnerReference[] {
  return raw
    .flatMap((one) => {
      const owner = ownerSchema.safeParse(one)
      return owner.success ? [owner.data] : []
    })
    .toSorted((a, b) => Number(b.controller ?? false) - Number(a.controller ?? false))
}
