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
  /** What a closing socket is given goes nowhere, and a browser reports the attempt as an error of the page. */
  send(text: string): void
  /** Lets go of it on purpose: closed while it is still dialled, it would look like an attempt that failed. */
  leave(): void
  /** Ends it as it is, also where no answer comes to the dial. */
  close(): void
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
  const close = (): void => raw.close(1000)
  return {
    events,
    send(text) {
      if (raw.readyState === OPEN) raw.send(text)
    },
    leave() {
      events.close()
      if (raw.readyState === DIALLING) raw.addEventListener('open', close)
      else close()
    },
    close() {
      events.close()
      close()
    },
  }
}

/** Of the WebSocket standard, as every implementation numbers them. */
const DIALLING = 0
const OPEN = 1

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
