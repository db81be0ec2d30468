import { SUBPROTOCOL } from '@argus/contracts/client-frame'
import { gatewayFrameSchema, type GatewayFrame } from '@argus/contracts/gateway-frame'

import type { WebSocketLike } from './options.ts'
import { Queue } from './queue.ts'

export type SocketEvent =
  | { readonly type: 'opened' }
  | { readonly type: 'frame'; readonly frame: GatewayFrame }
  | { readonly type: 'unreadable'; readonly reason: string }
  | { readonly type: 'closed'; readonly code: number; readonly reason: string }

/** A socket being dialled, and what comes from it until it is closed. */
export interface Socket {
  readonly events: Queue<SocketEvent>
  readonly raw: WebSocketLike
}

/** Dials. The stream of events ends after `closed`. */
export function dialSocket(
  url: string,
  open: (url: string, protocols: string[]) => WebSocketLike,
): Socket {
  const raw = open(url, [SUBPROTOCOL])
  const events = new Queue<SocketEvent>()
  raw.addEventListener('open', () => events.push({ type: 'opened' }))
  raw.addEventListener('message', ({ data }) => events.push(read(data)))
  // A `close` follows every `error`, and says as much as a page may know.
  raw.addEventListener('error', () => undefined)
  raw.addEventListener('close', ({ code, reason }) => {
    events.push({ type: 'closed', code, reason })
    events.close()
  })
  return { events, raw }
}

function read(data: unknown): SocketEvent {
  const parsed = gatewayFrameSchema.safeParse(json(data))
  if (parsed.success) return { type: 'frame', frame: parsed.data }
  const [issue] = parsed.error.issues
  return { type: 'unreadable', reason: `${issue?.path.join('.')}: ${issue?.message}` }
}

function json(data: unknown): unknown {
  try {
    return typeof data === 'string' ? JSON.parse(data) : undefined
  } catch {
    return undefined // the schema says what is wrong with it
  }
}
