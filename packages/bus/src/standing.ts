import type { TopicStatus } from '@argus/contracts/topic-status'

import type { Glance, StoredMeta } from './meta.ts'

/** A Topic as it was found: what is stored, and whether anybody holds its Lease. */
export interface Standing<Meta extends Stated = StoredMeta> {
  readonly meta: Meta | undefined
  readonly owned: boolean
}

type Stated = Pick<StoredMeta, 'status'>

/** The same, as far as a check looks. */
export type Glanced = Standing<Glance>

/** Why a reader trusts its copy less than the writer said. Constant texts: details go to the log. */
export const DOUBTS = {
  unowned: 'no watcher keeps this up at the moment, so the last known state is shown',
  lost: 'Redis has lost this, so the last known state is shown until a watcher has written it again',
  relisted:
    'this is being listed anew, so the last known state is shown until the list is complete',
  down: 'Redis does not answer, so the last known state is shown; it is read again as soon as it does',
  unreadable:
    'the topic log holds something that this version cannot read, so the last known state is shown',
} as const
export type Doubt = keyof typeof DOUBTS

const UNPUBLISHED = 'no watcher has published this yet'

export interface Held {
  /** What the consumer was told last. */
  readonly status: TopicStatus | undefined
  /** Whether the consumer has a copy that what is stored now would replace. */
  readonly copy: 'none' | 'current' | 'older'
}

/** How far a copy of a Topic can be trusted, from how the Topic was found. */
export function statusOf({ meta, owned }: Standing<Stated>, held: Held, now: number): TopicStatus {
  if (meta === undefined) {
    if (held.copy !== 'none') return doubted(held.status, 'lost', now)
    return { state: 'syncing', since: now, reason: UNPUBLISHED }
  }
  if (mustWait(meta, held)) return doubted(held.status, 'relisted', now)
  return owned ? meta.status : doubted(meta.status, 'unowned', now)
}

/** Whether an older copy is better than what is stored, because that is not complete yet. */
export function mustWait(meta: Stated, { status, copy }: Held): boolean {
  return copy === 'older' && status?.state !== 'syncing' && meta.status.state === 'syncing'
}

/** The last status, doubted. What was hidden because it is not complete stays hidden. */
export function doubted(status: TopicStatus | undefined, doubt: Doubt, now: number): TopicStatus {
  const reason = DOUBTS[doubt]
  return status?.state === 'syncing'
    ? { state: 'syncing', since: status.since, reason }
    : { state: 'stale', since: now, reason }
}

/** Whether a consumer has been told this already. When a doubt arose is when it was told first. */
export function sameStatus(told: TopicStatus | undefined, next: TopicStatus): boolean {
  if (told?.state !== next.state || told.reason !== next.reason) return false
  return told.since === next.since || madeHere(next)
}

function madeHere({ reason }: TopicStatus): boolean {
  return reason === UNPUBLISHED || Object.values(DOUBTS).some((text) => text === reason)
}
