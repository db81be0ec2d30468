import { clientFrameSchema, type ClientFrame } from '@argus/contracts/client-frame'
import { z } from 'zod'

/** What arrived: a frame; one of a type that this gateway does not know; or nothing that can be understood. */
export type Arrival =
  | { readonly type: 'frame'; readonly frame: ClientFrame }
  | { readonly type: 'unknown'; readonly id: string | undefined }
  | { readonly type: 'bad' }

/** Reads a text frame of a client. */
export function readClientFrame(text: string): Arrival {
  const content = parseJson(text)
  const parsed = clientFrameSchema.safeParse(content)
  if (parsed.success) return { type: 'frame', frame: parsed.data }
  const named = envelope.safeParse(content)
  if (!named.success || KNOWN.has(named.data.type)) return { type: 'bad' }
  return { type: 'unknown', id: named.data.id }
}

const envelope = z.looseObject({
  type: z.string().max(64),
  id: z
    .string()
    .regex(/^[\w.:-]{1,64}$/)
    .optional()
    .catch(undefined),
})

const KNOWN: ReadonlySet<string> = new Set(
  clientFrameSchema.options.map(({ shape }) => shape.type.value),
)

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // not JSON: not a frame either
  }
}
