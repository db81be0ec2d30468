import { openLiveClient, type ConnectionView, type LiveClient } from '@argus/live-client/client'
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

import { SOCKET_PATH } from '../proxy-table.ts'
import type { Session } from '../session/session.ts'
import { useSession } from '../session/session-context.tsx'
import { freshness, type Freshness } from './freshness.ts'
import type { ResourceState } from './resource-store.ts'
import { useSecond } from './second.ts'
import type { TopicStore } from './topic-store.ts'
import { TopicStores } from './topic-stores.ts'
import { useSame } from './use-same.ts'

interface Live {
  readonly client: LiveClient
  readonly stores: TopicStores
  readonly connection: ConnectionView
}

const LiveContext = createContext<Live | undefined>(undefined)

/** Opens the page's one connection for as long as it is mounted. */
export function LiveProvider({ children }: { readonly children: ReactNode }): ReactElement | null {
  const session = useSession()
  const [opened, setOpened] = useState<Omit<Live, 'connection'>>()
  const [connection, setConnection] = useState<ConnectionView>()

  useEffect(() => {
    const over = new AbortController()
    const client = openClient(session, over.signal)
    // The connection is opened and closed with the component: that is what its state says.
    // oxlint-disable-next-line react/set-state-in-effect
    setOpened({ client, stores: new TopicStores(client) })
    const follow = async () => {
      for await (const view of client.connections(over.signal)) {
        setConnection(view)
        if (view.state.phase === 'stopped' && view.state.loss.code === SESSION_REVOKED)
          session.ended()
      }
    }
    void follow()
    const stopHelping = helpAlong(client)
    return () => {
      stopHelping()
      over.abort()
    }
  }, [session])

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

function openClient(session: Session, signal: AbortSignal): LiveClient {
  const url = new URL(SOCKET_PATH, location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return openLiveClient({
    url: url.href,
    socket: (address, protocols) => new WebSocket(address, protocols),
    token: session.token,
    signal,
  })
}

/** Dials at once when the network is back, and lets go of the connection of a page that nobody has seen for a while. */
function helpAlong(client: LiveClient): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const online = () => client.retryNow()
  const visibility = () => {
    clearTimeout(timer)
    if (document.hidden) timer = setTimeout(() => client.rest(), REST_AFTER_MS)
    else if (client.connection.state.phase === 'resting') client.retryNow()
  }
  addEventListener('online', online)
  document.addEventListener('visibilitychange', visibility)
  return () => {
    clearTimeout(timer)
    removeEventListener('online', online)
    document.removeEventListener('visibilitychange', visibility)
  }
}

const SESSION_REVOKED = 4501
const REST_AFTER_MS = 60_000
