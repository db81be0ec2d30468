import { openLiveClient, type LiveClient } from '@argus/live-client/client'
import type { LiveEvent, LiveRequest } from '@argus/live-client/live-event'

/** A client of the console's socket, by the library that the console itself uses. Disposing it ends it. */
export interface Sockets extends Disposable {
  readonly client: LiveClient
  /** The first answer of `seen` to an event of the request that is one. */
  first<T>(request: LiveRequest, seen: (event: LiveEvent) => T | undefined): Promise<T>
}

/** Opens a client with an access token that lasts as long as the smoke. `patience` ends whatever waits. */
export function openSockets(url: string, token: string, patience: AbortSignal): Sockets {
  const over = new AbortController()
  const signal = AbortSignal.any([over.signal, patience])
  const client = openLiveClient({
    url: `${url.replace(/^http/, 'ws')}/ws`,
    socket: (address, protocols) => new WebSocket(address, protocols),
    token: async () => ({ text: token, expiresAt: Date.now() + ACCESS_MS }),
    signal,
  })
  return {
    client,
    async first(request, seen) {
      for await (const events of client.subscribe(request, signal)) {
        for (const event of events) {
          if (event.type === 'ended') throw new Error(`the gateway refuses: ${event.message}`)
          const answer = seen(event)
          if (answer !== undefined) return answer
        }
      }
      throw new Error(lossOf(client))
    },
    [Symbol.dispose]: () => over.abort(),
  }
}

/** Five minutes, less what logging in took. */
const ACCESS_MS = 240_000

/** Why nothing came in time, as far as the connection knows. */
function lossOf({ connection: { state, loss } }: LiveClient): string {
  if (state.phase === 'open') return 'the socket is open, and no such event came in time'
  const why = loss === undefined ? 'no answer' : `${loss.code ?? 'no code'} ${loss.reason}`
  return `no socket could be opened: ${why}`
}
