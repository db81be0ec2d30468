import { z } from 'zod'

/** The group that Kubernetes writes as the empty string. */
export const CORE_GROUP = 'core'

/** A cluster's id: a DNS-1123 label, so that it is safe in keys, paths and labels. */
export const clusterId = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/)

/** An API group (a DNS subdomain), the empty one written `core`. */
export const groupName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/)

/** An API version as Kubernetes writes it: `v1`, `v1beta2`. */
export const versionName = z
  .string()
  .max(63)
  .regex(/^[a-z][a-z0-9]*$/)

/**
 * In the Topic that holds the state of a resource which its cluster serves in no version: a name that no API version
 * has, by convention those are a `v` and a number.
 */
export const UNSERVED_VERSION = 'unserved'

/** The plural, lower-case name of a resource. */
export const resourceName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/)

/** One resource of one cluster. */
export const topicSchema = z.strictObject({
  cluster: clusterId,
  group: groupName,
  version: versionName,
  resource: resourceName,
})
export type Topic = z.infer<typeof topicSchema>

/** `cluster/group/version/resource`: a Topic in keys, logs and messages. */
export function topicKey({ cluster, group, version, resource }: Topic): string {
  return `${cluster}/${group}/${version}/${resource}`
}

/** The Topic that `topicKey` wrote; `undefined` for any other text. */
export function parseTopicKey(text: string): Topic | undefined {
  const [cluster, group, version, resource, ...rest] = text.split('/')
  const parsed = topicSchema.safeParse({ cluster, group, version, resource })
  return parsed.success && rest.length === 0 ? parsed.data : undefined
}

const resourceRefSchema = topicSchema.omit({ version: true })

/** A resource of a cluster whose version the cluster decides: the directory's key. */
export type ResourceRef = z.infer<typeof resourceRefSchema>

/** `cluster/group/resource`: members of `argus:wanted`, fields of the catalog, keys of a resume. */
export function resourceKey({ cluster, group, resource }: ResourceRef): string {
  return `${cluster}/${group}/${resource}`
}

/** The reference that `resourceKey` wrote; `undefined` for any other text. */
export function parseResourceKey(text: string): ResourceRef | undefined {
  const [cluster, group, resource, ...rest] = text.split('/')
  const parsed = resourceRefSchema.safeParse({ cluster, group, resource })
  return parsed.success && rest.length === 0 ? parsed.data : undefined
}

/** The group of Argus's own Topics and rights; `*` as a group never covers it. */
export const INTERNAL_GROUP = 'argus.internal'
