import type { Item } from '@argus/contracts/gateway-frame'

import type { FieldChange } from './field-diff.ts'

/** The part of an object that a change is about. */
export type ObjectPart = 'spec' | 'status' | 'metadata' | 'object'

/** What a person would say happened: what its health says of itself, its phase, else the part that changed. */
export function changeTitle(before: Item, after: Item, changes: readonly FieldChange[]): string {
  if (before.uid !== after.uid) return 'Here again, a new object'
  if (after.reason !== '' && (before.health !== after.health || before.reason !== after.reason))
    return after.reason
  const phase = changes.find(({ path }) => path === 'status.phase')?.after
  if (typeof phase === 'string' && phase !== '') return phase
  if (before.health !== after.health) return NOW_WORDS[after.health]
  return PART_WORDS[changedPart(changes)]
}

/** What somebody wanted says more than what came of it. */
export function changedPart(changes: readonly FieldChange[]): ObjectPart {
  const part = PARTS.find((name) => changes.some(({ path }) => partOf(path) === name))
  return part ?? 'object'
}

/** The part in which a path lies. */
export function partOf(path: string): ObjectPart {
  const first = path.split(/[.[]/u, 1)[0]
  return PARTS.find((name) => name === first) ?? 'object'
}

const PARTS = ['spec', 'status', 'metadata'] as const

const PART_WORDS: Readonly<Record<ObjectPart, string>> = {
  spec: 'Spec changed',
  status: 'Status changed',
  metadata: 'Metadata changed',
  object: 'Changed',
}

const NOW_WORDS: Readonly<Record<Item['health'], string>> = {
  Current: 'Now current',
  InProgress: 'Now in progress',
  Failed: 'Now failed',
  Terminating: 'Now terminating',
  Unknown: 'Now unknown',
}
