import type { RequestOrigin } from '../ledger/request-origin.ts'

/** A request as the calls here see it: read at the edge, nothing of express in it. */
export interface Call {
  /** The parsed JSON body, not yet checked. */
  readonly body: unknown
  readonly query: unknown
  readonly params: unknown
  /** The token of `Authorization: Bearer`. */
  readonly bearer: string | undefined
  /** The refresh token of our cookie. */
  readonly cookie: string | undefined
  /** The page that a browser says it asks for. */
  readonly page: string | undefined
  readonly origin: RequestOrigin
}

/** What a call answers. */
export interface Reply {
  readonly body: object
  readonly cookie?: CookieChange
  /** How long a copy may be used, in seconds; not at all unless given. */
  readonly maxAge?: number
}

export type CookieChange =
  | { readonly type: 'set'; readonly token: string; readonly expiresAt: Date }
  | { readonly type: 'clear' }

/** One call: answers, or throws a Refusal or a fault. */
export type Handle = (call: Call) => Promise<Reply>
