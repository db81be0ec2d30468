import { z } from 'zod'

import { columnSchema, rowSchema } from './row.ts'
import { topicStatusSchema } from './topic-status.ts'
import { watchEventType } from './watch-event.ts'

/** What the topic log holds for a Key beside its object: what routing needs, and the Row. */
export const recordSchema = z.object({
  key: z.string(),
  uid: z.string(),
  resourceVersion: z.string(),
  /** Hash of the whole projection: equal hash, nothing changed for any reader. */
  hash: z.string(),
  labels: z.record(z.string(), z.string()),
  type: watchEventType,
  /** The seq of its last change. */
  seq: z.int().positive(),
  row: rowSchema,
})
export type Record = z.infer<typeof recordSchema>

/** A Key that is gone, and the seq at which it went. */
export const tombstoneSchema = z.object({
  key: z.string(),
  type: z.literal('DELETED'),
  seq: z.int().positive(),
})
export type Tombstone = z.infer<typeof tombstoneSchema>

/** What is fixed for all objects of a Topic. `hash` changes when anything else here does. */
export const topicShapeSchema = z.object({
  kind: z.string(),
  namespaced: z.boolean(),
  columns: z.array(columnSchema),
  hash: z.string(),
})
export type TopicShape = z.infer<typeof topicShapeSchema>

/** The changes after `prev` up to `at`, in order of seq. `time`: when the newest was taken from the API server. */
export const batchSchema = z.object({
  type: z.literal('batch'),
  epoch: z.string(),
  prev: z.int().nonnegative(),
  at: z.int().nonnegative(),
  time: z.number(),
  records: z.array(z.union([recordSchema, tombstoneSchema])),
})
export type Batch = z.infer<typeof batchSchema>

/** What the channel of a Topic carries. `epoch` announces that a new one began: read again. */
export const topicMessageSchema = z.discriminatedUnion('type', [
  batchSchema,
  z.object({ type: z.literal('status'), status: topicStatusSchema }),
  z.object({ type: z.literal('shape'), shape: topicShapeSchema }),
  z.object({ type: z.literal('epoch'), epoch: z.string() }),
])
export type TopicMessage = z.infer<typeof topicMessageSchema>
