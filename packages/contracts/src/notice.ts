import { z } from 'zod'

/** What a Notice may say. */
const changeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('session_revoked'), sessionId: z.uuid(), userId: z.uuid() }),
  z.object({ type: z.literal('grants_changed'), userId: z.uuid(), authzVersion: z.int() }),
  z.object({ type: z.literal('user_changed'), userId: z.uuid() }),
  /** Read the key set again; nothing that these keys signed counts any more. */
  z.object({ type: z.literal('keys_changed'), revoked: z.array(z.string()) }),
])
export type Change = z.infer<typeof changeSchema>

/**
 * A reader may be older than what auth says: a change that it does not know is `unknown`, and means that everything it
 * holds of auth's must be read again.
 */
const anyChangeSchema = z.preprocess(
  (value) => (changeSchema.safeParse(value).success ? value : { type: 'unknown' }),
  z.discriminatedUnion('type', [...changeSchema.options, z.object({ type: z.literal('unknown') })]),
)

/** A numbered announcement by auth. `seq` has no holes and follows the order of commits. */
export const noticeSchema = z.object({
  seq: z.int().positive(),
  at: z.number(),
  what: anyChangeSchema,
})
export type Notice = z.infer<typeof noticeSchema>

/** What `argus:notices` carries: a wake-up with the Notices, or the heartbeat of auth every 2 s. The truth is auth's table. */
export const announcementSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('notices'), notices: z.array(noticeSchema) }),
  z.object({
    type: z.literal('heartbeat'),
    seq: z.int().nonnegative(),
    store: z.enum(['up', 'down']),
  }),
])
export type Announcement = z.infer<typeof announcementSchema>
