import type { KubernetesObject } from '@argus/contracts/gateway-frame'

/** Each cluster has its own of these, whatever else is the same. */
const OWN = [
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'generation',
  'selfLink',
  'ownerReferences',
]

/** What of an object can be the same in two clusters: names in order, without what each cluster gives itself. */
export function compared(object: KubernetesObject | undefined, withStatus: boolean): unknown {
  if (object === undefined) return undefined
  const { metadata, status, ...rest } = object
  const kept = Object.entries(metadata).filter(([name]) => !OWN.includes(name))
  return inOrder({
    ...rest,
    metadata: Object.fromEntries(kept),
    ...(withStatus && status !== undefined && { status }),
  })
}

/** Which field was written first says nothing. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, inOrder(inner)]),
  )
}
