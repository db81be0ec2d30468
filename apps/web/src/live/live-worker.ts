import { openLiveClient } from '@argus/live-client/client'
import { SharedHost } from '@argus/live-client/shared-host'

import { socketUrl } from './socket-url.ts'
import { holdLock, lockReleased } from './tab-lock.ts'

/** A SharedWorker: the one connection of all tabs of a session, whose id is in the worker's name. */
const lock = `argus-live-worker-${crypto.randomUUID()}`
const host = new SharedHost({
  lock,
  open: (options) =>
    openLiveClient({
      ...options,
      url: socketUrl(),
      socket: (address, protocols) => new WebSocket(address, protocols),
    }),
  vanished: lockReleased,
})

// What a tab says meanwhile waits in its port.
const held = holdLock(lock, new AbortController().signal)
addEventListener('connect', (event) => {
  if (event instanceof MessageEvent) void held.then(() => event.ports.forEach(accept))
})

function accept(port: MessagePort): void {
  host.accept(port)
}
