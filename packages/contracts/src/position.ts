import { z } from 'zod'

/**
 * A place in a Topic. `seq` counts its changes; `epoch` changes whenever continuity cannot be proven,
 * so a `seq` alone never tells whether two readers have seen the same.
 */
export const positionSchema = z.strictObject({
  epoch: z.string().regex(/^[a-z0-9]{1,32}$/),
  seq: z.int().nonnegative(),
})
export type Position = z.infer<typeof positionSchema>

/** What a client is given: `epoch.seq.tag`, opaque to it. */
export const clientPositionSchema = z
  .string()
  .max(80)
  .regex(/^[a-z0-9]{1,32}\.\d{1,16}\.[0-9a-f]{8}$/)

/**
 * The text of a Position for a client. `tag` (8 hex digits) names the filter, shape and scope the Position
 * was given under; it is no secret and carries no authority.
 */
export function formatClientPosition({ epoch, seq }: Position, tag: string): string {
  return `${epoch}.${seq}.${tag}`
}

/** The Position and tag in a client's text; `undefined` for any other text. */
export function parseClientPosition(
  text: string,
): { readonly position: Position; readonly tag: string } | undefined {
  if (!clientPositionSchema.safeParse(text).success) return undefined
  const [epoch = '', seq = '', tag = ''] = text.split('.')
  return { position: { epoch, seq: Number(seq) }, tag }
}
