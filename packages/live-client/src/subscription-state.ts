import type { GatewayFrame, ViewHeader } from '@argus/contracts/gateway-frame'
import type { TopicShape } from '@argus/contracts/record'
import { resourceKey, topicKey, type Topic } from '@argus/contracts/topic'
import type { TopicStatus } from '@argus/contracts/topic-status'

import { advance, UNREAD, type ChainInput, type ChainState } from './chain.ts'

/** One Topic of a Subscription. `view` is its number on this connection; none while there is no connection. */
export interface Member {
  readonly topic: Topic
  readonly shape: TopicShape
  readonly status: TopicStatus
  readonly chain: ChainState
  readonly view: number | undefined
}

/**
 * `idle`: not asked for on this connection; `asking`: the answer to `id` is awaited; `joined`: its Views are known;
 * `over`: the gateway ended it. Members are named by `cluster/group/resource` and outlive connections.
 */
export type SubscriptionState =
  | { readonly phase: 'idle'; readonly members: Members }
  | { readonly phase: 'asking'; readonly id: string; readonly members: Members }
  | { readonly phase: 'joined'; readonly id: string; readonly members: Members }
  | { readonly phase: 'over' }

export type Members = ReadonlyMap<string, Member>

/** What a frame means for the copies: the content to take, members that came or went, and holes. */
export type Effect =
  | { readonly type: 'join'; readonly member: Member; readonly keep: boolean }
  | { readonly type: 'leave'; readonly topic: Topic }
  | { readonly type: 'take'; readonly topic: Topic; readonly frame: ContentFrame }
  | { readonly type: 'answered' }
  | { readonly type: 'hole'; readonly topic: Topic }

export type ContentFrame = Extract<
  GatewayFrame,
  {
    type: 'snapshot' | 'synced' | 'events' | 'bookmark' | 'counts' | 'moved' | 'status' | 'columns'
  }
>

export interface SubscriptionStep {
  readonly state: SubscriptionState
  readonly effects: readonly Effect[]
}

export const NOTHING_YET: SubscriptionState = { phase: 'idle', members: new Map() }

/** The Positions to resume from; Topics without one are read in full. */
export function positions(state: SubscriptionState): Record<string, string> {
  const members = state.phase === 'over' ? [] : [...state.members]
  return Object.fromEntries(
    members.flatMap(([key, { chain }]) => (chain.phase === 'reading' ? [] : [[key, chain.at]])),
  )
}

/** The Subscription was sent to the gateway under `id`; frames of an earlier id mean nothing any more. */
export function asked(state: SubscriptionState, id: string): SubscriptionState {
  return state.phase === 'over' ? state : { phase: 'asking', id, members: state.members }
}

/** The connection is gone, or is about to be asked anew: View numbers are void, copies and Positions stay. */
export function detached(state: SubscriptionState): SubscriptionState {
  if (state.phase === 'over') return state
  const members = new Map<string, Member>()
  for (const [key, member] of state.members) {
    const { state: chain } = advance(member.chain, { type: 'lost' })
    members.set(key, { ...member, chain, view: undefined })
  }
  return { phase: 'idle', members }
}

/** The copy of a Topic is not what its Position says: it has to be read anew. */
export function unread(state: SubscriptionState, topic: Topic): SubscriptionState {
  const key = resourceKey(topic)
  const member = state.phase === 'over' ? undefined : state.members.get(key)
  if (state.phase === 'over' || member === undefined) return state
  return { ...state, members: new Map(state.members).set(key, { ...member, chain: UNREAD }) }
}

/** Takes a frame of the gateway; frames of other Subscriptions change nothing. */
export function transition(state: SubscriptionState, frame: GatewayFrame): SubscriptionStep {
  switch (frame.type) {
    case 'subscribed':
      return state.phase === 'asking' && state.id === frame.id
        ? subscribed(state, frame.views)
        : unchanged(state)
    case 'view_added':
      return state.phase === 'joined' && state.id === frame.id
        ? added(state, frame)
        : unchanged(state)
    case 'view_removed':
      return state.phase === 'joined' && state.id === frame.id
        ? removed(state, frame.topic)
        : unchanged(state)
    case 'moved':
      return state.phase === 'joined' && state.id === frame.id
        ? content(state, { view: frame.from, frame, input: { ...frame, type: 'step' } })
        : unchanged(state)
    case 'snapshot':
      return content(state, {
        view: frame.view,
        frame,
        input: { type: 'page', first: frame.first ?? false },
      })
    case 'synced':
      return content(state, { view: frame.view, frame, input: frame })
    case 'events':
    case 'bookmark':
      return content(state, { view: frame.view, frame, input: { ...frame, type: 'step' } })
    case 'counts': // each is what it is now, whatever came before
    case 'status':
    case 'columns':
      return content(state, { view: frame.view, frame, input: undefined })
    case 'welcome':
    case 'ended':
    case 'refused':
    case 'goaway':
      return unchanged(state) // the connection's and the driver's matter
  }
}

type Joined = Extract<SubscriptionState, { phase: 'joined' }>

function subscribed(
  state: Extract<SubscriptionState, { phase: 'asking' }>,
  views: readonly ViewHeader[],
): SubscriptionStep {
  const members = new Map<string, Member>()
  const effects: Effect[] = []
  for (const header of views) {
    const key = resourceKey(header.topic)
    const before = state.members.get(key)
    const keep = before !== undefined && topicKey(before.topic) === topicKey(header.topic)
    const member = { ...header, chain: keep ? before.chain : UNREAD }
    members.set(key, member)
    if (before !== undefined && !keep) effects.push({ type: 'leave', topic: before.topic })
    effects.push({ type: 'join', member, keep })
  }
  for (const [key, { topic }] of state.members)
    if (!members.has(key)) effects.push({ type: 'leave', topic })
  return {
    state: { ...state, phase: 'joined', members },
    effects: [...effects, { type: 'answered' }],
  }
}

function added(state: Joined, header: ViewHeader): SubscriptionStep {
  const key = resourceKey(header.topic)
  const before = state.members.get(key)
  const member: Member = { ...header, chain: UNREAD }
  const left: Effect[] = before === undefined ? [] : [{ type: 'leave', topic: before.topic }]
  return {
    state: { ...state, members: new Map(state.members).set(key, member) },
    effects: [...left, { type: 'join', member, keep: false }],
  }
}

function removed(state: Joined, topic: Topic): SubscriptionStep {
  const members = new Map(state.members)
  const found = members.get(resourceKey(topic))
  if (found === undefined || topicKey(found.topic) !== topicKey(topic)) return unchanged(state)
  members.delete(resourceKey(topic))
  return { state: { ...state, members }, effects: [{ type: 'leave', topic }] }
}

interface Content {
  readonly view: number
  readonly frame: ContentFrame
  readonly input: ChainInput | undefined
}

function content(state: SubscriptionState, { view, frame, input }: Content): SubscriptionStep {
  if (state.phase !== 'joined') return unchanged(state)
  const found = [...state.members].find(([, member]) => member.view === view)
  if (found === undefined) return unchanged(state)
  const [key, member] = found
  const step = input === undefined ? undefined : advance(member.chain, input)
  if (step?.verdict === 'known') return unchanged(state)
  const next =
    step?.verdict === 'hole' ? { ...member, chain: UNREAD } : taken(member, frame, step?.state)
  const { topic } = member
  return {
    state: { ...state, members: new Map(state.members).set(key, next) },
    effects: [step?.verdict === 'hole' ? { type: 'hole', topic } : { type: 'take', topic, frame }],
  }
}

function taken(member: Member, frame: ContentFrame, chain = member.chain): Member {
  if (frame.type === 'status') {
    const { state, since, reason } = frame
    return { ...member, status: { state, since, ...(reason !== undefined && { reason }) } }
  }
  if (frame.type === 'columns') return { ...member, shape: frame.shape }
  return { ...member, chain, view: frame.type === 'moved' ? frame.to : member.view }
}

function unchanged(state: SubscriptionState): SubscriptionStep {
  return { state, effects: [] }
}
