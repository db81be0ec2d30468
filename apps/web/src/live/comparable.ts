import type { KubernetesObject } from '@argus/contracts/gateway-frame'

/** Which part of an object is compared. */
export type ComparedPart = 'spec' | 'status' | 'all'

/**
 * What of an object can be the same in two clusters, identity first and status last: without identities, versions and
 * the times at which things happened to it.
 */
export function comparable(
  object: KubernetesObject,
  part: ComparedPart,
): Readonly<Record<string, unknown>> {
  const fields = Object.keys(object).filter((name) => !FIRST.includes(name) && name !== 'status')
  const wanted = part === 'status' ? ['status'] : [...FIRST, ...fields]
  if (part === 'all') wanted.push('status')
  return Object.fromEntries(
    wanted.flatMap((name) => (name in object ? [[name, without(object[name], name)]] : [])),
  )
}

function without(value: unknown, path: string): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => without(one, path))
  if (typeof value !== 'object' || value === null) return value
  const never = neverIn(path)
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !never.has(name))
      .map(([name, one]) => [name, without(one, `${path}.${name}`)]),
  )
}

function neverIn(path: string): ReadonlySet<string> {
  if (path === 'metadata.ownerReferences') return IN_OWNER
  // A label may have any of these names.
  if (path === 'metadata') return IN_METADATA
  return path.startsWith('status') ? IN_STATUS : NONE
}

const FIRST = ['apiVersion', 'kind', 'metadata', 'spec', 'data']
const IN_METADATA: ReadonlySet<string> = new Set([
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'managedFields',
  'selfLink',
])
const IN_OWNER: ReadonlySet<string> = new Set(['uid'])
const IN_STATUS: ReadonlySet<string> = new Set([
  'lastTransitionTime',
  'lastUpdateTime',
  'lastProbeTime',
  'lastHeartbeatTime',
  'observedGeneration',
])
const NONE: ReadonlySet<string> = new Set()
