import type { Item } from '@argus/contracts/gateway-frame'
import type { Health } from '@argus/contracts/row'

import { fieldDiff, type FieldChange } from './field-diff.ts'

/** One change of an object that was seen while it was open. */
export interface HistoryEntry {
  readonly at: number
  readonly title: string
  readonly health: Health
  readonly changes: readonly FieldChange[]
}

/**
 * An open object. `reading`: it may still come; `missing`: it is not there, or may not be seen; `gone`: it was there,
 * and what was last known of it stays readable. Times are milliseconds since the epoch.
 */
export type ObjectHistory =
  | { readonly phase: 'reading' }
  | { readonly phase: 'missing' }
  | (Opened & { readonly phase: 'here'; readonly againSince: number | undefined })
  | (Opened & { readonly phase: 'gone'; readonly goneAt: number })

interface Opened {
  readonly item: Item
  readonly openedAt: number
  /** Newest first. */
  readonly entries: readonly HistoryEntry[]
  /** Entries that were let go for room. */
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
      return { phase: 'here', item, openedAt: now, entries: [], dropped: 0, againSince: undefined }
    case 'gone':
      return { ...withEntry(history, item, now), phase: 'here', againSince: now }
    case 'here':
      return history.item === item ? history : { ...history, ...withEntry(history, item, now) }
  }
}

function absent(history: ObjectHistory, { complete, now }: Omit<Sight, 'item'>): ObjectHistory {
  if (history.phase === 'here' && complete) {
    const { item, openedAt, entries, dropped } = history
    return { phase: 'gone', item, openedAt, entries, dropped, goneAt: now }
  }
  return history.phase === 'reading' && complete ? { phase: 'missing' } : history
}

function withEntry(
  { item: before, openedAt, entries, dropped }: Opened,
  item: Item,
  now: number,
): Opened {
  const changes = fieldDiff(before.object, item.object)
  if (changes.length === 0) return { item, openedAt, entries, dropped }
  const entry = { at: now, title: titleOf(before, item, changes), health: item.health, changes }
  const all = [entry, ...entries]
  return {
    item,
    openedAt,
    entries: all.slice(0, MOST_ENTRIES),
    dropped: dropped + Math.max(0, all.length - MOST_ENTRIES),
  }
}

/** What a person would say happened: the health or its reason, else the part that changed. */
function titleOf(before: Item, after: Item, changes: readonly FieldChange[]): string {
  if (before.uid !== after.uid) return 'Here again, a new object'
  if (after.reason !== '' && (before.health !== after.health || before.reason !== after.reason))
    return after.reason
  if (before.health !== after.health) return `Now ${HEALTH_WORDS[after.health].toLowerCase()}`
  const part = ['spec', 'status', 'metadata'].find((name) =>
    changes.some(({ path }) => path === name || path.startsWith(`${name}.`)),
  )
  return part === undefined ? 'Changed' : `${part.charAt(0).toUpperCase()}${part.slice(1)} changed`
}

export const HEALTH_WORDS: Readonly<Record<Health, string>> = {
  Current: 'Current',
  InProgress: 'In progress',
  Failed: 'Failed',
  Terminating: 'Terminating',
  Unknown: 'Unknown',
}

const MOST_ENTRIES = 200
