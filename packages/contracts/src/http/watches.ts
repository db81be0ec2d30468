import { z } from 'zod'

import { watchObjectSchema } from '../internal-topic.ts'

/**
 * `GET /api/clusters/{id}/watches`: each followed resource of a cluster that the reader may list somewhere in it, and
 * how following it goes. `reason` says what is wrong, `advice` what may be done about it.
 */
export const watchesAnswerSchema = z.object({
  watches: z.array(watchObjectSchema.extend({ advice: z.string().optional() })),
})
export type WatchesAnswer = z.infer<typeof watchesAnswerSchema>
