import { z } from 'zod'

import { refusalCode } from './refusal-code.ts'
import { topicShapeSchema } from './record.ts'
import { health, rowSchema } from './row.ts'
import { subscriptionId } from './client-frame.ts'
import { topicSchema } from './topic.ts'
import { topicStatusSchema } from './topic-status.ts'

/** A Kubernetes object, stripped and redacted. */
export const kubernetesObjectSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
})
export type KubernetesObject = z.infer<typeof kubernetesObjectSchema>

/** One object as a client sees it: its Row, and in the shape `object` the object too. */
export const itemSchema = rowSchema.extend({
  key: z.string(),
  uid: z.string(),
  object: kubernetesObjectSchema.optional(),
  /** Names exactly this content, for a patch to begin at; of a subscription with `patch` only. */
  state: z.string().optional(),
})
export type Item = z.infer<typeof itemSchema>

/**
 * An Item as what changed in it, by `item-patch.ts`: its `patch` is for the Item of this Key whose `state` is `from`, without
 * Key and state, and makes the one of `state`. A client that holds another one subscribes again.
 */
export const patchSchema = z.object({
  type: z.literal('MODIFIED'),
  key: z.string(),
  from: z.string(),
  state: z.string(),
  patch: z.record(z.string(), z.json()),
})
export type Patch = z.infer<typeof patchSchema>

/** ADDED and MODIFIED mean upsert; another uid under one key means gone and new. DELETED covers every way of leaving. */
export const viewEventSchema = z.union([
  patchSchema,
  itemSchema.extend({ type: z.enum(['ADDED', 'MODIFIED']) }),
  z.object({ type: z.literal('DELETED'), key: z.string() }),
])
export type ViewEvent = z.infer<typeof viewEventSchema>

/**
 * How many objects of one namespace (none: those that lie in no namespace) have one health. `changes` grows with every
 * object of theirs that comes, changes or goes; only its differences mean anything. A `count` of 0 ends it: should the
 * same come again, its changes begin at 0.
 */
export const countSchema = z.object({
  namespace: z.string().optional(),
  health,
  count: z.int().nonnegative(),
  changes: z.int().nonnegative(),
})
export type Count = z.infer<typeof countSchema>

/** A View of this gateway process: the same number for every connection with an equal topic, filter, shape and scope. */
const view = z.int().positive()
/** A Position as given to clients: opaque. */
const position = z.string()

export const viewHeaderSchema = z.object({
  view,
  topic: topicSchema,
  shape: topicShapeSchema,
  status: topicStatusSchema,
})
export type ViewHeader = z.infer<typeof viewHeaderSchema>

export const welcomeSchema = z.object({
  type: z.literal('welcome'),
  connection: z.string(),
  /** Milliseconds since the epoch: when the connection ends unless renewed. */
  expires_at: z.number(),
  limits: z.object({ frame_bytes: z.int(), subscriptions: z.int() }),
  /** Milliseconds since the epoch by the gateway's clock, as it says this. */
  now: z.number().optional(),
})
export type Welcome = z.infer<typeof welcomeSchema>
export const subscribedSchema = z.object({
  type: z.literal('subscribed'),
  id: subscriptionId,
  views: z.array(viewHeaderSchema),
})
export const viewAddedSchema = viewHeaderSchema.extend({
  type: z.literal('view_added'),
  id: subscriptionId,
})
export const viewRemovedSchema = z.object({
  type: z.literal('view_removed'),
  id: subscriptionId,
  view,
  topic: topicSchema,
})
/** A page of a snapshot; the one marked `first` replaces what the client had. */
export const snapshotSchema = z.object({
  type: z.literal('snapshot'),
  view,
  items: z.array(itemSchema),
  first: z.boolean().optional(),
})
/** The client now has everything up to `at`; `resumed` when no snapshot was needed. */
export const syncedSchema = z.object({
  type: z.literal('synced'),
  view,
  at: position,
  resumed: z.boolean(),
})
/** Changes after `prev` up to `at`. `time`: when the newest was taken from the API server. */
export const eventsSchema = z.object({
  type: z.literal('events'),
  view,
  prev: position,
  at: position,
  time: z.number(),
  events: z.array(viewEventSchema),
})
/** The position moved on; nothing of it was for this View. */
export const bookmarkSchema = z.object({
  type: z.literal('bookmark'),
  view,
  prev: position,
  at: position,
  time: z.number(),
})
/**
 * Counts as they are now, of a View in the shape `count`; what is not named is as it was. The one marked `first` replaces
 * what the client had, and `synced` follows when all are told. `time`: when the newest change was taken from the API
 * server.
 */
export const countsSchema = z.object({
  type: z.literal('counts'),
  view,
  counts: z.array(countSchema),
  first: z.boolean().optional(),
  time: z.number(),
})
export const statusSchema = topicStatusSchema.extend({ type: z.literal('status'), view })
/** The kind, its scope or its columns changed. */
export const columnsSchema = z.object({
  type: z.literal('columns'),
  view,
  shape: topicShapeSchema,
})
/** A change of grants moved this connection from one View to another: what was lost, what was gained. */
export const movedSchema = z.object({
  type: z.literal('moved'),
  id: subscriptionId,
  topic: topicSchema,
  from: view,
  to: view,
  prev: position,
  at: position,
  time: z.number(),
  events: z.array(viewEventSchema),
})
export const endedSchema = z.object({
  type: z.literal('ended'),
  id: subscriptionId,
  code: refusalCode,
  message: z.string(),
})
export const refusedSchema = z.object({
  type: z.literal('refused'),
  id: subscriptionId.optional(),
  code: refusalCode,
  message: z.string(),
  retry_after_ms: z.number().optional(),
})
export const goawaySchema = z.object({ type: z.literal('goaway'), grace_ms: z.number() })

/** Everything the gateway may say. */
export const gatewayFrameSchema = z.discriminatedUnion('type', [
  welcomeSchema,
  subscribedSchema,
  viewAddedSchema,
  viewRemovedSchema,
  snapshotSchema,
  syncedSchema,
  eventsSchema,
  bookmarkSchema,
  countsSchema,
  statusSchema,
  columnsSchema,
  movedSchema,
  endedSchema,
  refusedSchema,
  goawaySchema,
])
export type GatewayFrame = z.infer<typeof gatewayFrameSchema>
