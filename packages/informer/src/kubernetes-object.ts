import { objectKey } from '@argus/contracts/key'

/** An object as its API server sent it: nothing is stripped yet. */
export interface KubernetesObject {
  readonly apiVersion?: string
  readonly kind?: string
  readonly metadata: ObjectMeta
  readonly [field: string]: unknown
}

/** The metadata that every stored object has. */
export interface ObjectMeta {
  readonly name: string
  readonly namespace?: string
  readonly uid: string
  readonly resourceVersion: string
  readonly [field: string]: unknown
}

/** The Key of an object: `namespace/name` or `/name`. */
export function keyOf({ metadata }: KubernetesObject): string {
  return objectKey(metadata.namespace, metadata.name)
}

/**
 * Whether a parsed value is an object of a cluster. By hand and not by schema: it runs for every event,
 * and a schema's copy would be a third of the cost of parsing.
 */
export function isKubernetesObject(value: unknown): value is KubernetesObject {
  if (!isRecord(value) || !isRecord(value['metadata'])) return false
  const { name, namespace, uid, resourceVersion } = value['metadata']
  return (
    isText(name) &&
    isText(uid) &&
    isText(resourceVersion) &&
    (namespace === undefined || typeof namespace === 'string')
  )
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
