import type { Record } from '@argus/contracts/record'

import type { Attachment } from './attachment.ts'
import { contains, eventOf } from './membership.ts'
import { bodiesOf } from './pages.ts'
import { shownItem } from './shown-item.ts'
import type { View } from './view.ts'
import { encodeDeletion, movedFrame } from './view-frames.ts'

export interface Move {
  /** The Subscription's id. */
  readonly id: string
  readonly from: Pick<Attachment, 'member'>
  readonly to: Pick<Attachment, 'member'>
  /** Whether rights changed again meanwhile: then this move must not be told. */
  readonly superseded: () => boolean
}

/**
 * Takes one client from a View to another of the same Feed, because its rights changed: exactly the Keys that it lost
 * and gained, in one frame that continues its chain. Answers `false` where the client has to begin anew: it was not
 * level with its View, or the change is too large for one frame. Either way it gets nothing more of the old View.
 */
export async function move({ id, from, to, superseded }: Move): Promise<boolean> {
  const { member: old } = from
  const { member: next } = to
  const { sink, feed } = next
  // A step whose objects are being read is on its way to members of the one View, and not in what either says it has.
  const still = old.view.current && next.view.current
  const prev = old.live && sink.open && still ? old.view.level() : undefined
  const level = old.live && still
  const changes = level ? differences(old.view, next.view, feed.copy?.records ?? NOTHING) : []
  old.leave()
  if (prev === undefined || !level || changes.length > LARGEST_MOVE) return false
  const at = next.join()
  const keys = changes.flatMap(({ key, type }) => (type === 'DELETED' ? [] : [key]))
  next.view.known?.forget(keys)
  const bodies = await bodiesOf(next, keys)
  if (at?.epoch !== prev.epoch || superseded() || !sink.open || !next.held) {
    next.leave()
    return false
  }
  const { view } = next
  const events = changes.flatMap(({ key, type, record }) =>
    type === 'DELETED' || record === undefined
      ? [encodeDeletion(key)]
      : shownItem(view, { record, bodies, type }),
  )
  const views = {
    from: { view: old.view.id, lens: old.view.lens },
    to: { view: view.id, lens: view.lens },
  }
  const time = feed.copy?.time ?? 0
  next.introduce()
  sink.push(movedFrame({ id, topic: feed.topic, ...views, prev, at, time, events }))
  next.release(at)
  return true
}

interface Difference {
  readonly key: string
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly record: Record | undefined
}

/** What takes a member of one View, at its Position, to what the other shows. */
function differences(
  old: View,
  next: View,
  records: ReadonlyMap<string, Record>,
): readonly Difference[] {
  const unsent = new Set(old.unsent)
  return [...unsent.union(new Set(records.keys()))].flatMap((key) => {
    const record = records.get(key)
    const type = eventOf(old.had(key), contains(next.lens, record))
    if (type === undefined) return []
    if (type === 'MODIFIED' && record !== undefined && !unsent.has(key)) {
      // The same row, unless one of the two hides some of its cells.
      return old.lens.rowOf(record) === next.lens.rowOf(record) ? [] : [{ key, type, record }]
    }
    return [{ key, type, record }]
  })
}

const NOTHING: ReadonlyMap<string, Record> = new Map()

/** Above this a snapshot in pages is kinder than one frame. */
const LARGEST_MOVE = 500
