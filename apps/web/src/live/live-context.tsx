import type { ConnectionView, LiveClient } from '@argus/live-client/client'
import type { LiveRequest } from '@argus/live-client/live-event'
import {
  createContext,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
  type ReactElement,
  type ReactNode,
} from 'react'

import { useSession } from '../session/session-context.tsx'
import { correctedView, correctionOf } from './clock-correction.ts'
import { CountStore } from './count-store.ts'
import { freshness, type Freshness } from './freshness.ts'
import { openPageClient } from './open-client.ts'
import type { ResourceOutline } from './outline.ts'
import type { ResourceState } from './resource-store.ts'
import { correctTime, useSecond } from './second.ts'
import type { TopicStore } from './topic-store.ts'
import { TopicStores } from './topic-stores.ts'
import { useSame } from './use-same.ts'

interface Live {
  readonly client: LiveClient
  readonly stores: TopicStores
  readonly counts: CountStore
  readonly connection: ConnectionView
}

const LiveContext = createContext<Live | undefined>(undefined)

/** Opens the page's connection, or its share of that of all tabs, for as long as it is mounted. */
export function LiveProvider({ children }: { readonly children: ReactNode }): ReactElement | null {
  const session = useSession()
  const [opened, setOpened] = useState<Omit<Live, 'connection'>>()
  const [connection, setConnection] = useState<ConnectionView>()

  // A worker that died once is not relied upon again.
  const [alone, setAlone] = useState(false)

  useEffect(() => {
    const over = new AbortController()
    const { signal } = over
    const open = async () => {
      const client = await openPageClient({ session, alone, lost: () => setAlone(true), signal })
      if (signal.aborted) return
      setOpened({ client, stores: new TopicStores(client), counts: new CountStore(client) })
      helpAlong(client, signal)
      for await (const view of client.connections(signal)) {
        correctTime(correctionOf(view.clockDifferenceMs))
        setConnection(correctedView(view))
        if (view.state.phase === 'stopped' && view.state.loss.code === SESSION_REVOKED)
          session.ended()
      }
    }
    void open()
    return () => over.abort()
  }, [session, alone])

  const live = useMemo(
    () => (opened && connection ? { ...opened, connection } : undefined),
    [opened, connection],
  )
  return live === undefined ? null : <LiveContext value={live}>{children}</LiveContext>
}

export function useLive(): Live {
  const live = useContext(LiveContext)
  if (live === undefined) throw new Error('no LiveProvider above')
  return live
}

/** What the reader is told of the connection, once a second and at each change. */
export function useFreshness(): Freshness {
  const { connection } = useLive()
  return freshness(connection, useSecond())
}

/** The store of a request, followed while the component is mounted. */
export function useTopicStore(wanted: LiveRequest): TopicStore {
  const { stores } = useLive()
  const request = useSame(wanted)
  const store = useMemo(() => stores.get(request), [stores, request])
  useEffect(() => stores.hold(request), [stores, request])
  return store
}

export function useResource(store: TopicStore): ResourceState {
  return useSyncExternalStore(store.subscribe, store.state)
}

/** As `useResource`, for who draws no row: a burst of changes alone does not draw it anew. */
export function useOutline(store: TopicStore): ResourceOutline {
  return useSyncExternalStore(store.subscribe, store.outline)
}

/** Dials at once when the network is back, and lets go of the connection while nobody has seen the page for a while. */
function helpAlong(client: LiveClient, signal: AbortSignal): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const visibility = () => {
    clearTimeout(timer)
    if (document.hidden) timer = setTimeout(() => client.rest(), REST_AFTER_MS)
    else client.wake()
  }
  addEventListener('online', () => client.retryNow(), { signal })
  document.addEventListener('visibilitychange', visibility, { signal })
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
}

const SESSION_REVOKED = 4501
const REST_AFTER_MS = 60_000
