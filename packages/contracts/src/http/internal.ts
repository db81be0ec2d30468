import { z } from 'zod'

import { principalSchema } from '../grant.ts'
import { noticeSchema } from '../notice.ts'

/** `POST /internal/principals {sids}`: gateways ask in batches. */
export const principalsBodySchema = z.strictObject({ sids: z.array(z.uuid()).min(1).max(200) })

/** One answer a session asked for, in the same order; whatever the reason, a dead one is only `active: false`. */
export const principalsAnswerSchema = z.object({
  sessions: z.array(
    z.discriminatedUnion('active', [
      z.object({ active: z.literal(false) }),
      z.object({ active: z.literal(true), principal: principalSchema }),
    ]),
  ),
})
export type PrincipalsAnswer = z.infer<typeof principalsAnswerSchema>

/**
 * `GET /internal/notices?after=seq`: the Notices after `after`. `first` is the oldest number still kept and `last`
 * the newest given (0 before the first). `last < after` (a restored backup) or `first > after + 1` (trimmed)
 * mean: read every session again.
 */
export const noticesAnswerSchema = z.object({
  first: z.int().nonnegative(),
  last: z.int().nonnegative(),
  notices: z.array(noticeSchema),
})
export type NoticesAnswer = z.infer<typeof noticesAnswerSchema>
