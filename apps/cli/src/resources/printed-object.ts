import type { KubernetesObject } from '@argus/contracts/gateway-frame'

import type { ReadItem } from './read-list.ts'

/** The annotation that says in what is printed of which cluster an object is. No cluster has it. */
const CLUSTER_ANNOTATION = 'argus.internal/cluster'

/** An object as it is printed: what the cluster has of it, and the cluster's name. */
export function printedObject({ cluster, object }: ReadItem): KubernetesObject | undefined {
  if (object === undefined) return undefined
  const { apiVersion, kind, metadata, ...rest } = object
  const annotations = metadata['annotations']
  const all = typeof annotations === 'object' && annotations !== null ? annotations : {}
  return {
    apiVersion,
    kind,
    metadata: { ...metadata, annotations: { ...all, [CLUSTER_ANNOTATION]: cluster } },
    ...rest,
  }
}

/** Several, as kubectl prints them. */
export function printedList(objects: readonly unknown[]) {
  return { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items: objects }
}
