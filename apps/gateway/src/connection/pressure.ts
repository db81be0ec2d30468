/** What one socket has not taken yet, and how long nothing of it has moved, in milliseconds. */
export interface Backlog {
  readonly bytes: number
  readonly behindMs: number
}

/**
 * What a connection gets at the next flush. `wait`: its Views leave it at the Position it has, and it comes back with
 * the newest state of each object once it has read; falling behind is allowed. `close` (4001): it is too far behind,
 * or does not read at all; falling behind silently is not.
 */
export function pressure({ bytes, behindMs }: Backlog): 'send' | 'wait' | 'close' {
  if (bytes > CLOSE_BYTES || behindMs > CLOSE_MS) return 'close'
  return bytes > WAIT_BYTES ? 'wait' : 'send'
}

const WAIT_BYTES = 262_144
const CLOSE_BYTES = 4_194_304
const CLOSE_MS = 30_000
