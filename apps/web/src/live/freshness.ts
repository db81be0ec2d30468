import type { ClusterState } from '@argus/contracts/catalog'
import type { TopicState, TopicStatus } from '@argus/contracts/topic-status'
import type { ConnectionView } from '@argus/live-client/client'

/** What the reader is told of the connection. Times are milliseconds since the epoch. */
export type Freshness =
  | { readonly type: 'live' }
  /** Away for a moment: nothing is said, or one small word. */
  | { readonly type: 'quiet' | 'reconnecting'; readonly since: number }
  /** Away for so long that what is shown may be wrong. */
  | { readonly type: 'offline'; readonly since: number; readonly reason: string }
  /** Argus cannot check permissions and has stopped showing changes. */
  | { readonly type: 'unsure'; readonly since: number }
  /** Dialling again cannot help. */
  | {
      readonly type: 'stopped'
      readonly since: number
      readonly code: number | undefined
      readonly reason: string
    }

/** Quiet for 2 s, one word until 5 s, loud from then on: ordinary reconnects are over by then. */
export function freshness({ state, downSince, loss }: ConnectionView, now: number): Freshness {
  if (state.phase === 'stopped') {
    const { code, reason } = state.loss
    return { type: 'stopped', since: downSince ?? now, code, reason }
  }
  if (downSince === undefined) return { type: 'live' }
  const away = now - downSince
  if (away < QUIET_MS) return { type: 'quiet', since: downSince }
  if (away < LOUD_MS) return { type: 'reconnecting', since: downSince }
  if (loss?.code === AUTHORITY_UNREACHABLE) return { type: 'unsure', since: downSince }
  return { type: 'offline', since: downSince, reason: loss?.reason ?? 'no answer yet' }
}

/** The state of a cluster in a list: the Topic's own, overruled by a connection that is lost. */
export type ShownState = TopicState | 'offline'

export function shownState(status: Pick<TopicStatus, 'state'>, told: Freshness): ShownState {
  return isLoud(told) && (status.state === 'live' || status.state === 'syncing')
    ? 'offline'
    : status.state
}

/** Since when it is so. */
export function shownSince(status: TopicStatus, told: Freshness): number {
  return shownState(status, told) === 'offline' && 'since' in told ? told.since : status.since
}

/** Whether colour would claim more than is known. */
export function isLoud({ type }: Freshness): boolean {
  return type === 'offline' || type === 'unsure' || type === 'stopped'
}

/** A cluster's own word, overruled by the state of the Topic that carries it. */
export function clusterShown(own: ClusterState, carrier: TopicState, told: Freshness): ShownState {
  return shownState({ state: carrier === 'live' ? own : carrier }, told)
}

const QUIET_MS = 2_000
const LOUD_MS = 5_000
const AUTHORITY_UNREACHABLE = 4002
