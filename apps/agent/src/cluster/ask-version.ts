import type { ApiServer } from '@argus/informer/api-server'
import { serverVersion } from '@argus/informer/server-version'

import type { Clock } from '../clock.ts'

/** What the API server says it is, or why it does not answer. */
export type Server =
  | { readonly type: 'server'; readonly version: string }
  | { readonly type: 'silent'; readonly reason: string }

const ASK_MS = 15_000
const ASK_AGAIN_MS = 3_000
const TIMEOUT_MS = 5_000

/** Asks the API server again and again what it is, and tells each answer, until the signal aborts. */
export async function askVersion(
  api: ApiServer,
  tell: (server: Server) => void,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    const server = await ask(api, signal)
    if (signal.aborted) return
    tell(server)
    const pause = server.type === 'server' ? ASK_MS : ASK_AGAIN_MS
    await clock.sleep(pause, signal).catch(() => undefined) // The loop asks the signal itself.
  }
}

async function ask(api: ApiServer, signal: AbortSignal): Promise<Server> {
  const timely = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])
  try {
    return { type: 'server', version: (await serverVersion(api, timely)).slice(0, 256) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { type: 'silent', reason: reason.slice(0, 500) }
  }
}
