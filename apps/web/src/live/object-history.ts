import type { Item } from '@argus/contracts/gateway-frame'
import type { Health } from '@argus/contracts/row'

import { changedPart, changeTitle, type ObjectPart } from './change-title.ts'
import { fieldDiff, type FieldChange } from './field-diff.ts'

/** What was seen of an object while it was open: a change of it, or a time in which nothing could be seen. */
export type HistoryEntry = ObjectChange | ObjectGap

export interface ObjectChange {
  readonly type: 'change'
  readonly at: number
  readonly title: string
  readonly health: Health
  readonly part: ObjectPart
  /** The generation before and after, where it changed. */
  readonly generation: readonly [number, number] | undefined
  readonly changes: readonly FieldChange[]
  /** How much room its values take. */
  readonly size: number
}

export interface ObjectGap {
  readonly type: 'gap'
  readonly from: number
  readonly to: number
  readonly why: GapCause
  readonly size: 0
}

/** Why nothing was seen: nobody looked at the page, there was no connection, or Argus itself did not see the cluster. */
export type GapCause = 'asleep' | 'disconnected' | 'cluster'

/**
 * An open object. `reading`: it may still come; `missing`: it is not there, or may not be seen; `gone`: it was there,
 * and what was last known of it stays readable. Times are milliseconds since the epoch.
 */
export type ObjectHistory =
  | { readonly phase: 'reading' }
  | { readonly phase: 'missing' }
  | (Opened & { readonly phase: 'here'; readonly again: Again | undefined })
  | (Opened & { readonly phase: 'gone'; readonly goneAt: number })

/** Since when it is here again, and whether it is another object under the same name. */
interface Again {
  readonly since: number
  readonly another: boolean
}

interface Opened {
  readonly item: Item
  readonly openedAt: number
  /** Newest first. */
  readonly entries: readonly HistoryEntry[]
  /** Changes that were let go for room. */
  readonly dropped: number
}

export interface Sight {
  readonly item: Item | undefined
  /** Whether the cluster was read, so that an absence says something. */
  readonly complete: boolean
  readonly now: number
}

export const UNOPENED: ObjectHistory = { phase: 'reading' }

/** What is known after another look. */
export function look(history: ObjectHistory, { item, complete, now }: Sight): ObjectHistory {
  if (item === undefined) return absent(history, { complete, now })
  switch (history.phase) {
    case 'reading':
    case 'missing':
      return { phase: 'here', item, openedAt: now, entries: [], dropped: 0, again: undefined }
    case 'gone': {
      const again = { since: now, another: history.item.uid !== item.uid }
      return { ...withChange(history, item, now), phase: 'here', again }
    }
    case 'here': {
      if (history.item === item) return history
      const again =
        history.item.uid === item.uid ? history.again : { since: now, another: true as const }
      return { ...withChange(history, item, now), phase: 'here', again }
    }
  }
}

/** What is known once a time is over in which nothing could be seen. */
export function withGap(
  history: ObjectHistory,
  gap: Omit<ObjectGap, 'type' | 'size'>,
): ObjectHistory {
  if (history.phase !== 'here' && history.phase !== 'gone') return history
  // What was away before the object was opened kept nothing of it from the reader.
  const from = Math.max(gap.from, history.openedAt)
  if (gap.to - from < LEAST_GAP_MS) return history
  return { ...history, ...kept(history, { ...gap, from, type: 'gap', size: 0 }) }
}

function absent(history: ObjectHistory, { complete, now }: Omit<Sight, 'item'>): ObjectHistory {
  if (history.phase === 'here' && complete) {
    const { item, openedAt, entries, dropped } = history
    return { phase: 'gone', item, openedAt, entries, dropped, goneAt: now }
  }
  return history.phase === 'reading' && complete ? { phase: 'missing' } : history
}

function withChange(history: Opened, item: Item, now: number): Opened {
  const { item: before, openedAt, entries, dropped } = history
  const changes = fieldDiff(before.object, item.object)
  if (changes.length === 0) return { item, openedAt, entries, dropped }
  const entry: ObjectChange = {
    type: 'change',
    at: now,
    title: changeTitle(before, item, changes),
    health: item.health,
    part: changedPart(changes),
    generation: generations(changes),
    changes,
    size: JSON.stringify(changes).length,
  }
  return { item, openedAt, ...kept(history, entry) }
}

function generations(changes: readonly FieldChange[]): ObjectChange['generation'] {
  const change = changes.find(({ path }) => path === 'metadata.generation')
  const { before, after } = change ?? {}
  return typeof before === 'number' && typeof after === 'number' ? [before, after] : undefined
}

/** The newest entries that there is room for; the newest of all always. */
function kept(
  { entries, dropped }: Opened,
  entry: HistoryEntry,
): Pick<Opened, 'entries' | 'dropped'> {
  let room = MOST_CHARACTERS - entry.size
  const all = [entry, ...entries]
  const end = all.findIndex(({ size }, index) => {
    if (index > 0) room -= size
    return index === MOST_ENTRIES || room < 0
  })
  if (end === -1) return { entries: all, dropped }
  const stay = Math.max(1, end)
  const lost = all.slice(stay).filter(({ type }) => type === 'change').length
  return { entries: all.slice(0, stay), dropped: dropped + lost }
}

export const HEALTH_WORDS: Readonly<Record<Health, string>> = {
  Current: 'Current',
  InProgress: 'In progress',
  Failed: 'Failed',
  Terminating: 'Terminating',
  Unknown: 'Unknown',
}

const MOST_ENTRIES = 200
/** Of values written as JSON: 2 MB in the encoding that most of it has. */
const MOST_CHARACTERS = 2_000_000
/** Ordinary reconnects are over by then, and catch up. */
const LEAST_GAP_MS = 5_000
