import type { Clock } from './clock.ts'

/** What the client needs of a WebSocket: the browser's, Node's and the one of `ws` have it. */
export interface WebSocketLike {
  /** 0 while it is dialled, 1 while it is open; then it closes. */
  readonly readyState: number
  send(text: string): void
  close(code?: number, reason?: string): void
  addEventListener(type: 'open' | 'error', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  addEventListener(
    type: 'close',
    listener: (event: { readonly code: number; readonly reason: string }) => void,
  ): void
}

/** `expiresAt`: milliseconds since the epoch, by this machine's clock. */
export interface AccessToken {
  readonly text: string
  readonly expiresAt: number
}

/**
 * `fresh`: the token at hand was refused or is about to expire, so another is needed. `used`: the one at hand, where it is
 * known: whoever has got a newer one meanwhile gives that, and asks nobody.
 */
export interface TokenRequest {
  readonly fresh: boolean
  readonly used?: string | undefined
  readonly signal: AbortSignal
}

/** Thrown by `token` where there is no session any more: the client stops instead of dialling for ever. */
export class SignedOutError extends Error {
  override readonly name = 'SignedOutError'
}

export interface LiveClientOptions {
  readonly url: string
  readonly socket: (url: string, protocols: string[]) => WebSocketLike
  /** Rejects with `SignedOutError` where only a person can help; any other rejection is tried again. */
  readonly token: (request: TokenRequest) => Promise<AccessToken>
  readonly clock?: Clock
  /** A number from 0 up to 1, as `Math.random` gives. */
  readonly random?: () => number
  /** Ends the client and all its subscriptions. */
  readonly signal: AbortSignal
}
