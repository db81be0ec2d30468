import { z } from 'zod'

/** Metadata as the server keeps it. */
export interface ObjectMeta {
  readonly name: string
  readonly namespace?: string | undefined
  readonly uid: string
  readonly resourceVersion: string
  readonly generation: number
  readonly creationTimestamp: string
  readonly deletionTimestamp?: string | undefined
  readonly labels?: Readonly<Record<string, string>> | undefined
  readonly finalizers?: readonly string[] | undefined
  readonly [field: string]: unknown
}

/** An object as the server keeps it. It is never changed in place: a change makes another one. */
export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: ObjectMeta
  readonly [field: string]: unknown
}

/** An object as it arrives: what the server sets itself may be missing. */
export const objectInput = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string().min(1),
    namespace: z.string().optional(),
    uid: z.string().optional(),
    resourceVersion: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
    finalizers: z.array(z.string()).optional(),
  }),
})
export type ObjectInput = z.infer<typeof objectInput>

/** `namespace/name`, or `/name` for a cluster-scoped object. */
export function keyOf({
  namespace,
  name,
}: {
  namespace?: string | undefined
  name: string
}): string {
  return `${namespace ?? ''}/${name}`
}
