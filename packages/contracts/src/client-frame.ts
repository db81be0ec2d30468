import { z } from 'zod'

import { clientPositionSchema } from './position.ts'
import { health } from './row.ts'
import { clusterId, groupName, resourceName, versionName } from './topic.ts'

/** The subprotocol both sides name at the upgrade. */
export const SUBPROTOCOL = 'argus.v1'

/** The largest frame a client may send, in bytes. */
export const MAX_CLIENT_FRAME_BYTES = 65_536

/** In a request: all there are. */
export const EVERY = '*'

/** A client's own name for a Subscription. */
export const subscriptionId = z.string().regex(/^[\w.:-]{1,64}$/)

/** Authenticates the connection; the first frame, within 5 s. */
export const helloSchema = z.strictObject({
  type: z.literal('hello'),
  token: z.string().max(4_096),
})

/** A fresh access token of the same subject and session. */
export const renewSchema = z.strictObject({
  type: z.literal('renew'),
  token: z.string().max(4_096),
})

/**
 * Which resource: of one cluster, or (`*`) of every cluster the reader may see, those that join later included. With
 * `health` in the shape `row`, and in the shape `count`, group and resource may be `*` too: all kinds that Argus
 * follows, those that it follows later included. Argus's own are not among them.
 */
export const topicRequestSchema = z.strictObject({
  cluster: z.union([clusterId, z.literal(EVERY)]),
  group: z.union([groupName, z.literal(EVERY)]),
  version: versionName.optional(),
  resource: z.union([resourceName, z.literal(EVERY)]),
})
export type TopicRequest = z.infer<typeof topicRequestSchema>

/**
 * Asks for a resource through a filter. `cel` is a condition in CEL on `object` (`self` is the same), for those who may read
 * the objects; where it cannot be evaluated, because a field is missing say, it is not met. With `patch`, in the shape
 * `object`, an object that changes may come as what changed in it. `from` (by `cluster/group/resource`) resumes where the client was; counts, and
 * all kinds at once, always begin anew.
 */
export const subscribeSchema = z.strictObject({
  type: z.literal('subscribe'),
  id: subscriptionId,
  topic: topicRequestSchema,
  namespaces: z.array(z.string().min(1).max(253)).min(1).max(200).optional(),
  name: z.string().min(1).max(253).optional(),
  labels: z.string().max(2_048).optional(),
  health: z.array(health).min(1).optional(),
  cel: z.string().min(1).max(1_024).optional(),
  shape: z.enum(['row', 'object', 'count']),
  patch: z.boolean().optional(),
  from: z.record(z.string().max(600), clientPositionSchema).optional(),
})
export type Subscribe = z.infer<typeof subscribeSchema>

export const unsubscribeSchema = z.strictObject({
  type: z.literal('unsubscribe'),
  id: subscriptionId,
})

/** Everything a client may say. */
export const clientFrameSchema = z.discriminatedUnion('type', [
  helloSchema,
  renewSchema,
  subscribeSchema,
  unsubscribeSchema,
])
export type ClientFrame = z.infer<typeof clientFrameSchema>
