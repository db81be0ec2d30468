import { z } from 'zod'

import { Refusal } from '@argus/contracts/refusal-code'

import type { Place } from './page.ts'

/** Where a list goes on. It carries no right: whoever shows it is asked who they are, as for the first page. */
export interface Cursor {
  /** Names the request that it belongs to. */
  readonly request: string
  /** Names the cut that the pages before were made from. */
  readonly cut: string
  /** Whether the pages before are of one Position. */
  readonly consistent: boolean
  readonly after: Place
}

const cursorSchema = z.tuple([z.string(), z.string(), z.boolean(), z.string(), z.string()])

export function formatCursor({ request, cut, consistent, after }: Cursor): string {
  const fields: z.infer<typeof cursorSchema> = [request, cut, consistent, after.cluster, after.key]
  return Buffer.from(JSON.stringify(fields)).toString('base64url')
}

/** Throws a Refusal for what is no cursor, and for one of another request. */
export function parseCursor(text: string, request: string): Cursor {
  const parsed = cursorSchema.safeParse(jsonOf(Buffer.from(text, 'base64url').toString('utf8')))
  if (!parsed.success) throw unfit('It is not one that a page ended with.')
  const [of, cut, consistent, cluster, key] = parsed.data
  if (of !== request) throw unfit('It is of another request: only limit and at_least may change.')
  return { request, cut, consistent, after: { cluster, key } }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // no cursor, as the caller says
  }
}

const unfit = (why: string): Refusal =>
  new Refusal('invalid_request', `cursor: ${why} Begin again without one.`)
