import type { LiveClient } from '@argus/live-client/client'
import { openSharedClient } from '@argus/live-client/shared-client'

import type { Session } from '../session/session.ts'
import { sessionIdOf } from '../session/session-id.ts'
// oxlint-disable-next-line import/default -- the bundler gives the worker's address
import workerUrl from './live-worker.ts?sharedworker&url'
import { socketUrl } from './socket-url.ts'
import { holdLock, lockReleased } from './tab-lock.ts'
import { trustedScript } from './trusted-script.ts'

interface PageClientOptions {
  readonly session: Session
  /** A connection of this tab's own, whatever the browser can. */
  readonly alone: boolean
  /** What holds the connection of all tabs is no more: the client is of no use from now on. */
  readonly lost: () => void
  readonly signal: AbortSignal
}

/** The connection of all tabs where the browser can share one, else one of this tab's own; ends with the signal. */
export async function openPageClient(options: PageClientOptions): Promise<LiveClient> {
  const { session, alone, signal } = options
  const shared = alone ? undefined : await openShared(options)
  if (shared !== undefined) return shared
  // Where the worker of all tabs speaks the protocol, the page need not bring it along.
  const { openLiveClient } = await import('@argus/live-client/client')
  return openLiveClient({
    url: socketUrl(),
    socket: (address, protocols) => new WebSocket(address, protocols),
    token: session.token,
    signal,
  })
}

/** `undefined` where there are no shared workers or no locks, where the worker does not start, or while nobody can be named. */
async function openShared(options: PageClientOptions): Promise<LiveClient | undefined> {
  const { session, lost, signal } = options
  if (!('SharedWorker' in globalThis) || !('locks' in navigator)) return undefined
  const failed = new AbortController()
  const over = AbortSignal.any([signal, failed.signal])
  const deadline = setTimeout(() => failed.abort(), START_WITHIN_MS)
  try {
    // A worker for each session: what one has read is out of reach for the next, also for tabs that are not closed yet.
    const { text } = await session.token({ fresh: false })
    const id = sessionIdOf(text)
    if (id === undefined) return undefined
    const lock = `argus-live-tab-${crypto.randomUUID()}`
    await holdLock(lock, over)
    const worker = new SharedWorker(trustedScript(workerUrl), {
      type: 'module',
      name: `argus-live-${id}`,
    })
    worker.addEventListener('error', () => failed.abort(), { once: true, signal: over })
    return await openSharedClient({
      port: worker.port,
      lock,
      vanished: lockReleased,
      lost,
      token: session.token,
      signal: over,
    })
  } catch {
    failed.abort()
    return undefined // a connection of its own says what is wrong, if it is more than the worker
  } finally {
    clearTimeout(deadline)
  }
}

/** A worker whose script was loaded answers within some tens of milliseconds. */
const START_WITHIN_MS = 3_000
