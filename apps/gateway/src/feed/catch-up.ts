import { formatClientPosition, type Position } from '@argus/contracts/position'

import type { ChangedKey } from './journal.ts'
import type { Member } from './member.ts'
import { contains } from './membership.ts'
import { bodiesOf, pagesOf, ROWS, type Page } from './pages.ts'
import { shownItem } from './shown-item.ts'
import {
  encodeDeletion,
  frame,
  snapshotFrame,
  stepFrame,
  type EncodedEvent,
} from './view-frames.ts'

/**
 * Brings a member to its View: from the Position its client has with only the Keys that changed since, where the topic
 * log reaches back so far, otherwise with a snapshot; page by page, as fast as the client reads. With `announce` a
 * resume ends with `synced`, as a snapshot always does.
 *
 * Pages hold the newest state of their Keys, which may be newer than the Position they lead to; what is newer comes
 * again with the step that covers it, so a client's states never go back and none is missing.
 *
 * Answers whether it was announced as a resume.
 */
export async function catchUp(
  member: Member,
  { announce, signal }: { readonly announce: boolean; readonly signal: AbortSignal },
): Promise<boolean> {
  let resumed = announce
  while (!member.live) {
    await untilReady(member, signal)
    member.tell()
    const { position, feed, view } = member
    const level = view.level()
    if (position === undefined || level === undefined) {
      resumed = false
      await sendSnapshot(member, signal)
      continue
    }
    if (position.epoch === level.epoch && position.seq > level.seq) {
      await waitForFeed(member, position, signal)
      continue
    }
    const changed = feed.changedAfter(position)
    const page = changed?.slice(0, ROWS)
    if (changed === undefined || page === undefined) await sendOlder(member, position, signal)
    else if (changed.length > ROWS && lastSeq(page) <= level.seq)
      await sendPages(member, { changed: page, at: lastSeq(page), signal })
    else await join(member, { position, changed, announce: resumed, signal })
  }
  return resumed
}

async function untilReady({ feed, view, sink }: Member, signal: AbortSignal): Promise<void> {
  const settled = () => feed.readable && view.current
  while (!settled() || !sink.open) {
    await feed.until(settled, signal)
    await sink.opened(signal)
  }
  signal.throwIfAborted()
}

async function sendSnapshot(member: Member, signal: AbortSignal): Promise<void> {
  const { feed, view, sink } = member
  const at = view.level()
  const { records, position: began } = feed.copy ?? {}
  if (at === undefined || records === undefined) return
  member.position = undefined
  const shown = records.values().filter((record) => view.lens.matches(record))
  const keys = Array.from(shown, ({ key }) => key)
  let sent = 0
  for await (const page of pagesOf(member, keys)) {
    while (!sink.open) await sink.opened(signal)
    signal.throwIfAborted()
    const make = (): Buffer => {
      const items = page.keys.flatMap((key) => itemOf(member, key, page))
      return snapshotFrame({ view: view.id, lens: view.lens }, { items, first: sent === 0 })
    }
    // Keys as they were when the copy stood elsewhere are not those that others begin with now.
    const same = began !== undefined && began === feed.copy?.position
    sink.push(same ? forAll(member, { at: began, name: `snapshot ${sent}`, make }) : make())
    sent += 1
  }
  pushSynced(member, { at, resumed: false })
  member.position = at
}

/** The client is ahead of this process's Feed: so is the topic log, or else the Position is not of this log. */
async function waitForFeed(member: Member, position: Position, signal: AbortSignal): Promise<void> {
  const { feed, view } = member
  if ((await feed.changedBefore(position)) === undefined) member.position = undefined
  else await feed.until(() => reached(view.level(), position), signal)
}

async function sendOlder(member: Member, position: Position, signal: AbortSignal): Promise<void> {
  const { feed, view } = member
  const older = await feed.changedBefore(position)
  if (older === undefined) {
    member.position = undefined
    return
  }
  // Until then the rows at hand are older than the step that would be claimed.
  await feed.until(() => reached(view.level(), { ...position, seq: older.at }), signal)
  await sendPages(member, { changed: older.keys, at: older.at, signal })
}

interface Pages {
  /** In the order of their seq. */
  readonly changed: readonly ChangedKey[]
  /** Where the last page leads to. */
  readonly at: number
  readonly signal: AbortSignal
}

async function sendPages(member: Member, { changed, at, signal }: Pages): Promise<void> {
  let sent = 0
  for await (const page of pagesOf(
    member,
    changed.map(({ key }) => key),
  )) {
    while (!member.sink.open) await member.sink.opened(signal)
    signal.throwIfAborted()
    const { position, feed } = member
    // Where another epoch began there is no step to it from here.
    if (position === undefined || position.epoch !== feed.copy?.position.epoch) return
    sent += page.keys.length
    member.view.known?.forget(page.keys)
    const seq = sent < changed.length ? lastSeq(changed.slice(0, sent)) : at
    pushStep(member, { page, at: { ...position, seq } })
  }
}

interface Join {
  readonly position: Position
  readonly changed: readonly ChangedKey[]
  readonly announce: boolean
  readonly signal: AbortSignal
}

/** The last step of a catch-up. The View's own steps are held back while objects for it are read. */
async function join(member: Member, { position, changed, announce, signal }: Join): Promise<void> {
  if (!member.view.current) return
  const at = member.join()
  if (at?.epoch !== position.epoch) return member.leave()
  const keys = at.seq === position.seq ? [] : changed.map(({ key }) => key)
  member.view.known?.forget(keys)
  // Rows of now: newer ones come with the next step, whose rows are newer than these, too.
  const now = member.feed.copy?.records
  const records = new Map(keys.map((key) => [key, now?.get(key)]))
  const bodies = await bodiesOf(member, keys)
  signal.throwIfAborted()
  if (!member.sink.open || !member.held) return member.leave()
  pushStep(member, { page: { keys, bodies, records }, at, last: true })
  if (announce) pushSynced(member, { at, resumed: true })
  member.release(at)
}

interface PushedStep {
  readonly page: Page
  readonly at: Position
  /** Whether it has all that changed, so that it is the same for all who come from there. */
  readonly last?: boolean
}

function pushStep(member: Member, { page, at, last = false }: PushedStep): void {
  const { feed, view, sink, position: prev } = member
  if (prev === undefined || prev.seq === at.seq) return
  const make = (): Buffer => {
    const events = page.keys.flatMap((key) => changeOf(member, key, page))
    const time = feed.copy?.time ?? 0
    return stepFrame({ view: view.id, lens: view.lens }, { prev, at, time, events })
  }
  const now = feed.copy?.position
  const same = last && now?.seq === at.seq
  sink.push(same ? forAll(member, { at: now, name: `step ${prev.seq}`, make }) : make())
  member.position = at
}

interface Shareable {
  /** Where the copy stands. */
  readonly at: Position
  readonly name: string
  readonly make: () => Buffer
}

/** Rows are in the copy; objects are read for each, and may be newer. */
function forAll({ view }: Member, { at, name, make }: Shareable): Buffer {
  return view.lens.shape === 'row' ? view.shared.get(at, name, make) : make()
}

function pushSynced({ view, sink }: Member, synced: { at: Position; resumed: boolean }): void {
  const at = formatClientPosition(synced.at, view.lens.tag)
  sink.push(frame({ type: 'synced', view: view.id, at, resumed: synced.resumed }))
}

function itemOf({ feed, view }: Member, key: string, { bodies }: Page): EncodedEvent[] {
  const record = feed.copy?.records.get(key)
  if (record === undefined || !contains(view.lens, record)) return []
  return shownItem(view, { bodies, record, held: view.known?.get(key) })
}

/** What is gone, or does not match now, is named only inside the member's reach; the client may not even have it. */
function changeOf(
  { feed, view }: Member,
  key: string,
  { bodies, records = feed.copy?.records }: Page,
): EncodedEvent[] {
  const record = records?.get(key)
  if (record !== undefined && contains(view.lens, record))
    return shownItem(view, { bodies, record, type: 'MODIFIED' })
  return view.lens.names(key) ? [encodeDeletion(key)] : []
}

/** Whether a level is at or past a Position; another epoch never comes closer. */
function reached(level: Position | undefined, { epoch, seq }: Position): boolean {
  return level !== undefined && (level.epoch !== epoch || level.seq >= seq)
}

function lastSeq(changed: readonly ChangedKey[]): number {
  return changed.at(-1)?.seq ?? 0
}
