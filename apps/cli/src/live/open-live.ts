import { openLiveClient, type LiveClient } from '@argus/live-client/client'
import { SignedOutError } from '@argus/live-client/options'

import { Failure } from '../failure.ts'
import { trustSystem } from '../session/http.ts'
import type { Opened } from '../session/open.ts'

/** The path on which a console takes sockets. */
const SOCKET_PATH = 'ws'

/** A connection that is dialled again for as long as that can help, until the signal aborts. */
export function openLive({ url, identity }: Opened, signal: AbortSignal): LiveClient {
  const address = new URL(`${url.pathname.replace(/\/$/, '')}/${SOCKET_PATH}`, url)
  address.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  if (url.protocol === 'https:') trustSystem()
  return openLiveClient({
    url: address.href,
    socket: (to, protocols) => new WebSocket(to, protocols),
    signal,
    async token({ fresh, used }) {
      try {
        if (!fresh) return await identity.token()
        const { text } = used === undefined ? await identity.token() : { text: used }
        return await identity.token({ used: text })
      } catch (error) {
        if (error instanceof Failure && FINAL.has(error.code))
          throw new SignedOutError(error.message, { cause: error })
        throw error
      }
    },
  })
}

/** Where only a person can help. */
const FINAL: ReadonlySet<string> = new Set([
  'not_logged_in',
  'unauthenticated',
  'session_revoked',
  'unsafe_file',
])
