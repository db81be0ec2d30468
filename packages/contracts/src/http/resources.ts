import { z } from 'zod'

import { EVERY, subscribeSchema } from '../client-frame.ts'
import type { Endpoint } from '../endpoint.ts'
import { itemSchema } from '../gateway-frame.ts'
import { topicShapeSchema } from '../record.ts'
import { clusterId, groupName, resourceName, topicSchema, versionName } from '../topic.ts'
import { topicStatusSchema } from '../topic-status.ts'

/** In the path: the version that the cluster stores, which is the one that Argus follows. */
export const STORED_VERSION = '-'

/** How many objects a page holds unless asked otherwise, and at most. Objects that are large make it end earlier. */
export const PAGE_LIMIT = 500
export const MAX_PAGE_LIMIT = 1_000

const kind = {
  group: groupName,
  version: z.union([versionName, z.literal(STORED_VERSION)]),
  resource: resourceName,
}

/** A Position as given to clients: of the one cluster, or behind the name of one of all and a colon. */
const leastPosition = z
  .string()
  .max(160)
  .regex(/^([a-z0-9][-a-z0-9]*:)?[a-z0-9]{1,32}\.\d{1,16}\.[0-9a-f]{8}$/)

const { namespaces, name, labels, health, cel } = subscribeSchema.shape

/** The same filters as a subscription's. What is an array may be given more than once. */
export const listQuerySchema = z.strictObject({
  namespace: namespaces,
  name,
  labels,
  health,
  cel,
  /** `row`: what a table shows, in the columns of the kind; `object`: that and the objects. */
  shape: subscribeSchema.shape.shape.exclude(['count']).default('row'),
  at_least: z.array(leastPosition).min(1).max(200).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_LIMIT).default(PAGE_LIMIT),
  /** The `next` of the page before. */
  cursor: z
    .string()
    .max(1_024)
    .regex(/^[\w-]+$/)
    .optional(),
})

export const objectQuerySchema = z.strictObject({
  namespace: z.string().min(1).max(253).optional(),
  at_least: leastPosition.optional(),
})

/**
 * One resource of one cluster, as far as the answer knows it. What is shown of it is as of `at`, or newer; without `at`
 * nothing of it could be read, and `status` says why. `behind_since`: since when it may lag behind its cluster, in
 * milliseconds since the epoch; `null`: it is in step. `time`: when the newest change was taken from the API server.
 */
export const readTopicSchema = z.object({
  topic: topicSchema,
  shape: topicShapeSchema,
  status: topicStatusSchema,
  behind_since: z.number().nullable(),
  at: z.string().optional(),
  time: z.number().optional(),
})
export type ReadTopic = z.infer<typeof readTopicSchema>

/** An object, and its cluster. */
export const readItemSchema = itemSchema.omit({ state: true }).extend({ cluster: clusterId })

/**
 * A page of what the reader may see, by cluster and Key. `consistent`: every item so far, those of the pages before
 * among them, is as of the Position that its Topic says; `false`: some are newer, because the pages before are of
 * another Position, or an object changed while it was read.
 */
export const listAnswerSchema = z.object({
  topics: z.array(readTopicSchema),
  items: z.array(readItemSchema),
  consistent: z.boolean(),
  next: z.string().optional(),
})
export type ListAnswer = z.infer<typeof listAnswerSchema>

export const objectAnswerSchema = readTopicSchema.extend({ item: readItemSchema })

const refusals = [
  'not_allowed',
  'not_found',
  'not_followed',
  'version_not_followed',
  'session_revoked',
  'epoch_changed',
  'behind',
  'too_large',
  'too_many',
] as const

/** Reads of what Argus follows, by the same rights and filters as subscriptions. */
export const resourcesEndpoints = {
  list: {
    method: 'get',
    path: '/api/resources/{cluster}/{group}/{version}/{resource}',
    summary:
      'The objects of a kind in one cluster, or in all of them (`*`), as rows of a table or whole, a page at a time',
    access: { type: 'session' },
    params: z.strictObject({ cluster: z.union([clusterId, z.literal(EVERY)]), ...kind }),
    query: listQuerySchema,
    answers: { 200: listAnswerSchema, 304: 'unchanged' },
    refusals: [...refusals, 'bad_selector'],
  },
  object: {
    method: 'get',
    path: '/api/resources/{cluster}/{group}/{version}/{resource}/{name}',
    summary: 'One object; of a kind that lies in namespaces, with its `namespace`',
    access: { type: 'session' },
    params: z.strictObject({ cluster: clusterId, ...kind, name: z.string().min(1).max(253) }),
    query: objectQuerySchema,
    answers: { 200: objectAnswerSchema, 304: 'unchanged' },
    refusals,
  },
} as const satisfies Record<string, Endpoint>
