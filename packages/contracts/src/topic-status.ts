import { z } from 'zod'

/**
 * How far a Topic can be trusted now. `syncing`: the first list is under way and nothing is shown;
 * `live`: in step; `stale`: the watch is lost, the last copy stays readable; `absent`: the cluster does not
 * serve the resource; `forbidden`: the cluster refuses Argus; `unreachable`: the cluster does not answer.
 */
export const topicState = z.enum(['syncing', 'live', 'stale', 'absent', 'forbidden', 'unreachable'])
export type TopicState = z.infer<typeof topicState>

/** A state, since when (milliseconds since the epoch), and why in words for a person. */
export const topicStatusSchema = z.object({
  state: topicState,
  since: z.number(),
  reason: z.string().max(2_000).optional(),
})
export type TopicStatus = z.infer<typeof topicStatusSchema>
