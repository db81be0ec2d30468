import { z } from 'zod'

import { clientPositionSchema } from './position.ts'
import { health } from './row.ts'
import { clusterId, groupName, resourceName, versionName } from './topic.ts'

/** The subprotocol both sides name at the upgrade. */
export const SUBPROTOCOL = 'argus.v1'

/** The largest frame a client may send, in bytes. */
export const MAX_CLIENT_FRAME_BYTES = 65_536

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

/** Which resource: of one cluster, or (`*`) of every cluster the reader may see, those that join later included. */
export const topicRequestSchema = z.strictObject({
  cluster: z.union([clusterId, z.literal('*')]),
  group: groupName,
  version: versionName.optional(),
  resource: resourceName,
})
export type TopicRequest = z.infer<typeof topicRequestSchema>

/** Asks for a resource through a filter. `from` (by `cluster/group/resource`) resumes where the client was. */
export const subscribeSchema = z.strictObject({
  type: z.literal('subscribe'),
  id: subscriptionId,
  topic: topicRequestSchema,
  namespaces: z.array(z.string().min(1).max(253)).min(1).max(200).optional(),
  name: z.string().min(1).max(253).optional(),
  labels: z.string().max(2_048).optional(),
  health: z.array(health).min(1).optional(),
  shape: z.enum(['row', 'object']),
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
