import type { NoticesAnswer } from '@argus/contracts/http/internal'
import type { Announcement, Notice } from '@argus/contracts/notice'

/**
 * How far auth's Notices have been read: all up to `at`; `highest` is the newest number known to exist, `store` the database
 * that counts them, where auth told.
 */
export type NoticePosition =
  | { readonly phase: 'unknown' }
  | {
      readonly phase: 'following'
      readonly at: number
      readonly highest: number
      readonly store?: string
    }

export type NoticeInput =
  | Announcement
  /** The answer of a poll, and the position from which it was asked: both moved on meanwhile, perhaps. */
  | { readonly type: 'polled'; readonly asked: NoticePosition; readonly answer: NoticesAnswer }

/** What one input comes to. */
export interface NoticeStep {
  readonly position: NoticePosition
  /** The next Notices, in order and without a hole. */
  readonly deliver: readonly Notice[]
  /** Whether this proves that nothing has been missed up to now. */
  readonly heard: boolean
  /** Continuity could not be proven: everything must be read again. */
  readonly reset: boolean
  /** A poll should not wait for its turn. */
  readonly poll: boolean
}

/** Takes in what auth announced or answered. Delivers each Notice once, in order; a hole is read by a poll first. */
export function follow(position: NoticePosition, input: NoticeInput): NoticeStep {
  if (input.type === 'polled') return polled(position, input)
  if (position.phase === 'unknown') return { ...quiet(position), poll: true }
  return input.type === 'notices' ? announced(position, input.notices) : heartbeat(position, input)
}

/** Whether a Notice is known to exist and has not been read. */
export function hasHole(position: NoticePosition): boolean {
  return position.phase === 'following' && position.highest > position.at
}

type Following = Extract<NoticePosition, { phase: 'following' }>

function announced(position: Following, notices: readonly Notice[]): NoticeStep {
  const { at, deliver } = nextOf(position.at, notices)
  const highest = Math.max(position.highest, at, ...notices.map(({ seq }) => seq))
  const next: Following = { ...position, at, highest }
  return { ...quiet(next), deliver, poll: hasHole(next) }
}

/**
 * A heartbeat says how far auth has counted. Without its store nothing can be revoked, so that one counts as well. A lower
 * number than ours is an older message, or a store restored from a backup: the poll finds out which.
 */
function heartbeat(
  position: Following,
  { seq, store }: Extract<Announcement, { type: 'heartbeat' }>,
): NoticeStep {
  const next = { ...position, highest: Math.max(position.highest, seq) }
  const behind = seq < position.at && store === 'up'
  const hole = hasHole(next)
  return { ...quiet(next), heard: !hole && !behind, poll: hole || behind }
}

/**
 * Auth's own answer. A number below one that was known when it was asked is a store restored from a backup, and so may be one
 * of another store, whose equal number means other things; one that begins later than the next was trimmed. A page that leaves a hole is followed by the next one at once.
 */
function polled(
  position: NoticePosition,
  { asked, answer }: Extract<NoticeInput, { type: 'polled' }>,
): NoticeStep {
  if (position.phase === 'unknown' || asked.phase === 'unknown') return startAgain(answer)
  if (answer.last < asked.highest || answer.first > asked.at + 1) return startAgain(answer)
  if (isOther(answer.store, position.store)) return startAgain(answer)
  const { at, deliver } = nextOf(position.at, answer.notices)
  if (at < answer.last && deliver.length === 0) return startAgain(answer)
  const highest = Math.max(position.highest, answer.last)
  const next: Following = { ...position, at, highest, ...storeOf(answer) }
  const hole = hasHole(next)
  return { ...quiet(next), deliver, heard: !hole, poll: hole && deliver.length > 0 }
}

function startAgain(answer: NoticesAnswer): NoticeStep {
  const { last } = answer
  const position: Following = { phase: 'following', at: last, highest: last, ...storeOf(answer) }
  return { ...quiet(position), heard: true, reset: true }
}

function storeOf({ store }: NoticesAnswer): Pick<Following, 'store'> {
  return store === undefined ? {} : { store }
}

/** Only where both are known: replicas of auth of two versions answer in turns. */
function isOther(store: string | undefined, known: string | undefined): boolean {
  return store !== undefined && known !== undefined && store !== known
}

/** The unbroken run of Notices after `at`. */
function nextOf(
  at: number,
  notices: readonly Notice[],
): { readonly at: number; readonly deliver: readonly Notice[] } {
  const deliver: Notice[] = []
  for (const notice of notices.toSorted((one, other) => one.seq - other.seq)) {
    if (notice.seq === at + deliver.length + 1) deliver.push(notice)
  }
  return { at: at + deliver.length, deliver }
}

function quiet(position: NoticePosition): NoticeStep {
  return { position, deliver: [], heard: false, reset: false, poll: false }
}
