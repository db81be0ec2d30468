import type { LiveRequest } from '@argus/live-client/live-event'
import { useEffect, useRef, useSyncExternalStore } from 'react'

import { historyOf, type HistoryStore } from '../../live/history-store.ts'
import { useLive, useResource, useTopicStore } from '../../live/live-context.tsx'
import type { GapCause, ObjectHistory } from '../../live/object-history.ts'
import type { ClusterSlice } from '../../live/resource-store.ts'
import { timeNow } from '../../live/second.ts'
import type { ObjectAddress } from '../../search.ts'

/** An object as the subscription of its own tells it, and what it was since it was opened. */
export interface LiveObject {
  readonly history: ObjectHistory
  readonly slice: ClusterSlice | undefined
  /** Why there is nothing to be seen any more. */
  readonly ended: string | undefined
}

export function useObject({
  group,
  resource,
  cluster,
  namespace,
  name,
}: ObjectAddress): LiveObject {
  const request: LiveRequest = {
    topic: { cluster, group, resource },
    name,
    shape: 'object',
    ...(namespace !== '' && { namespaces: [namespace] }),
  }
  const store = useTopicStore(request)
  const state = useResource(store)
  const histories = historyOf(store, { cluster, key: `${namespace}/${name}` })
  const history = useSyncExternalStore(histories.subscribe, histories.history)
  const slice = state.clusters.get(cluster)
  useGaps(histories, slice)
  return { history, slice, ended: state.ended?.code }
}

/** Tells the history of each time in which nothing could be seen, once it is over. */
function useGaps(histories: HistoryStore, slice: ClusterSlice | undefined): void {
  const { connection } = useLive()
  const began = useRef<{ readonly from: number; readonly why: GapCause }>(undefined)
  const { downSince, state } = connection
  const asleep = state.phase === 'resting'
  const clusterAway = slice?.status.state === 'stale' || slice?.status.state === 'unreachable'
  const since = slice?.status.since
  useEffect(() => {
    if (asleep) began.current ??= { from: timeNow(), why: 'asleep' }
    else if (downSince !== undefined)
      began.current ??= { from: downSince, why: document.hidden ? 'asleep' : 'disconnected' }
    else if (clusterAway) began.current ??= { from: since ?? timeNow(), why: 'cluster' }
    else if (began.current !== undefined) {
      histories.gap({ ...began.current, to: timeNow() })
      began.current = undefined
    }
  }, [histories, asleep, downSince, clusterAway, since])
}
