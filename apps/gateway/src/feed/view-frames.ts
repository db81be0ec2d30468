import type { GatewayFrame } from '@argus/contracts/gateway-frame'
import { formatClientPosition, type Position } from '@argus/contracts/position'
import type { Record } from '@argus/contracts/record'

import { patchOf, type KnownItem } from './known-items.ts'
import type { Lens } from './lens.ts'
import { textFrame } from './text-frame.ts'

/** The objects of the Keys at hand, as bytes of JSON made in the watcher; empty in the shape `row`. */
export type Bodies = ReadonlyMap<string, { readonly bytes: Buffer }>

/** What a frame is about: the View's number and the lens its Positions carry. */
export interface FrameOf {
  readonly view: number
  readonly lens: Lens
}

export type EncodedEvent = readonly Buffer[]

/** A frame of the gateway that holds no objects. */
export function frame(content: GatewayFrame): Buffer {
  return textFrame(JSON.stringify(content))
}

export interface Upsert {
  readonly lens: Lens
  readonly record: Record
  readonly bodies: Bodies
}

/**
 * One object, as an item of a snapshot or (with a type) an event; the object's bytes are spliced in as they are.
 * `undefined` where the shape asks for the object and the topic log has none any more: its deletion is on its way.
 */
export function encodeUpsert(
  { lens, record, bodies }: Upsert,
  type?: 'ADDED' | 'MODIFIED',
): EncodedEvent | undefined {
  const head = { ...(type && { type }), key: record.key, uid: record.uid, ...lens.rowOf(record) }
  const text = JSON.stringify(head)
  if (lens.shape === 'row') return [Buffer.from(text)]
  const body = bodies.get(record.key)
  return body && [Buffer.from(`${text.slice(0, -1)},"object":`), body.bytes, CLOSE]
}

/** An Item that is known by its state, as one of a snapshot or (with a type) as an event. */
export function encodeKnown(
  { bytes, state }: KnownItem,
  type?: 'ADDED' | 'MODIFIED',
): EncodedEvent {
  const end = Buffer.from(`,"state":"${state}"}`)
  if (type === undefined) return [bytes.subarray(0, -1), end]
  return [Buffer.from(`{"type":"${type}",`), bytes.subarray(1, -1), end]
}

/** What changed from one to the other, or all of it where that is no more. */
export function encodeChange(key: string, before: KnownItem, after: KnownItem): EncodedEvent {
  const patch = patchOf(before, after)
  if (patch === undefined) return encodeKnown(after, 'MODIFIED')
  const head = { type: 'MODIFIED', key, from: before.state, state: after.state }
  return [Buffer.from(`${JSON.stringify(head).slice(0, -1)},"patch":${patch}}`)]
}

export function encodeDeletion(key: string): EncodedEvent {
  return [Buffer.from(JSON.stringify({ type: 'DELETED', key }))]
}

/** A page of a snapshot. */
export function snapshotFrame(
  { view }: FrameOf,
  { items, first }: { items: readonly EncodedEvent[]; first: boolean },
): Buffer {
  const open = `{"type":"snapshot","view":${view}${first ? ',"first":true' : ''},"items":[`
  return listFrame(open, items)
}

export interface StepFrame {
  readonly prev: Position
  readonly at: Position
  readonly time: number
  readonly events: readonly EncodedEvent[]
}

/** A step of a View: its events, or a bookmark where it has none. */
export function stepFrame({ view, lens }: FrameOf, step: StepFrame): Buffer {
  const type = step.events.length === 0 ? 'bookmark' : 'events'
  const fields = { type, view, ...positions(lens, step), time: step.time }
  const text = JSON.stringify(fields)
  return step.events.length === 0
    ? textFrame(text)
    : listFrame(`${text.slice(0, -1)},"events":[`, step.events)
}

export interface MoveFrame extends StepFrame {
  readonly id: string
  readonly from: FrameOf
  readonly to: FrameOf
  readonly topic: object
}

/** What a change of grants took from one connection and gave to it. */
export function movedFrame({ id, from, to, topic, ...step }: MoveFrame): Buffer {
  const fields = {
    type: 'moved',
    id,
    topic,
    from: from.view,
    to: to.view,
    prev: formatClientPosition(step.prev, from.lens.tag),
    at: formatClientPosition(step.at, to.lens.tag),
    time: step.time,
  }
  return listFrame(`${JSON.stringify(fields).slice(0, -1)},"events":[`, step.events)
}

function positions(lens: Lens, { prev, at }: StepFrame): { prev: string; at: string } {
  return { prev: formatClientPosition(prev, lens.tag), at: formatClientPosition(at, lens.tag) }
}

function listFrame(open: string, items: readonly EncodedEvent[]): Buffer {
  const parts = items.flatMap((item, index) => (index === 0 ? item : [COMMA, ...item]))
  return textFrame([Buffer.from(open), ...parts, CLOSE_LIST])
}

const COMMA = Buffer.from(',')
const CLOSE = Buffer.from('}')
const CLOSE_LIST = Buffer.from(']}')

/** A list of what is there. */
export function compact(event: EncodedEvent | undefined): EncodedEvent[] {
  return event === undefined ? [] : [event]
}
