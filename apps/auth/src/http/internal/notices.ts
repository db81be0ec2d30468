import type { AuthDatabase } from '@argus/db/auth'
import { z } from 'zod'

import { noticesAfter } from '../../ledger/notice.ts'
import type { Handle } from '../call.ts'

const querySchema = z.object({
  after: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .optional(),
})

/** `GET /internal/notices?after=`: the Notices after a number; without one, where they stand. */
export function notices(db: AuthDatabase): Handle {
  return async ({ query }) => ({ body: await noticesAfter(db, querySchema.parse(query).after) })
}
