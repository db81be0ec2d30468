import type { Grant } from '@argus/contracts/grant'

import type { RequestOrigin } from '../ledger/request-origin.ts'
import type { StoredSession } from '../session/sessions.ts'
import type { CookieChange, CookieName } from './cookies.ts'

/** A request as the calls here see it: read at the edge, nothing of express in it. */
export interface Call {
  /** The parsed JSON body, the query and the parameters of the path, not yet checked. */
  readonly body: unknown
  readonly query: unknown
  readonly params: unknown
  /** The token of `Authorization: Bearer`. */
  readonly bearer: string | undefined
  /** Our own cookies. */
  readonly cookies: Readonly<Partial<Record<CookieName, string>>>
  /** The page that a browser says it asks for. */
  readonly page: string | undefined
  readonly origin: RequestOrigin
}

/** A request whose access token was found good, and what its user may do at this moment. */
export interface Caller extends Call {
  readonly session: StoredSession
  readonly grants: readonly Grant[]
}

/** What a call answers. */
export interface Reply {
  /** 200 unless given. */
  readonly status?: number
  readonly content: Content
  readonly cookies?: readonly CookieChange[]
  /** How long a copy may be used, in seconds; not at all unless given. */
  readonly maxAge?: number
}

export type Content =
  | { readonly type: 'json'; readonly body: object }
  | { readonly type: 'empty' }
  | { readonly type: 'redirect'; readonly to: string }
  /** A JSON text a line, written as it comes; ends early where the reader leaves. */
  | { readonly type: 'json-lines'; readonly lines: AsyncIterable<object> }
  /** A page or a file of ours. */
  | {
      readonly type: 'text'
      readonly mediaType: string
      readonly text: string
      /** What a browser may load for it (Content-Security-Policy); nothing at all unless given. */
      readonly policy?: string
    }

/** The usual answer. */
export const json = (body: object): Reply => ({ content: { type: 'json', body } })

/** Done, and nothing to say about it. */
export const done = (): Reply => ({ status: 204, content: { type: 'empty' } })
