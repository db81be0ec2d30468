import type { Record } from '@argus/contracts/record'

import type { Member } from './member.ts'
import { contains } from './membership.ts'
import type { Bodies } from './view-frames.ts'

/** Some Keys, and what of their objects a frame needs. */
export interface Page {
  readonly keys: readonly string[]
  readonly bodies: Bodies
  /** The rows as they were when the page was begun; as they are when it is made, unless given. */
  readonly records?: ReadonlyMap<string, Record | undefined>
}

/** Keys in pages that make frames of about a quarter of a megabyte; at least one page, be it empty. */
export async function* pagesOf(member: Member, keys: readonly string[]): AsyncGenerator<Page> {
  let size = member.view.lens.shape === 'row' ? ROWS : FIRST_OBJECTS
  let start = 0
  do {
    const page = { keys: keys.slice(start, start + size), bodies: NONE }
    page.bodies = await bodiesOf(member, page.keys)
    yield page
    start += page.keys.length
    if (page.bodies.size > 0) size = objectsThatFit(page.bodies)
  } while (start < keys.length)
}

/** The objects of those of the Keys that the member's View shows; none in the shape `row`. */
export async function bodiesOf({ feed, view }: Member, keys: readonly string[]): Promise<Bodies> {
  if (view.lens.shape === 'row') return NONE
  return feed.bodies(keys.filter((key) => contains(view.lens, feed.copy?.records.get(key))))
}

const NONE: Bodies = new Map()

/** Rows of a page: some hundred bytes each. */
export const ROWS = 500
const FIRST_OBJECTS = 20
const MOST_OBJECTS = 100
const PAGE_BYTES = 262_144

/** Objects are between a kilobyte and a megabyte and a half: those just read say how many fit. */
function objectsThatFit(bodies: Bodies): number {
  const bytes = bodies.values().reduce((sum, body) => sum + body.bytes.length, 0)
  const fit = Math.floor((PAGE_BYTES * bodies.size) / Math.max(bytes, 1))
  return Math.min(Math.max(fit, 1), MOST_OBJECTS)
}
