import type { Principal } from '@argus/contracts/grant'
import {
  noticesAnswerSchema,
  principalsAnswerSchema,
  type NoticesAnswer,
} from '@argus/contracts/http/internal'
import type { z } from 'zod'

import { askAuth } from '../ask-auth.ts'

/** Auth did not say what was asked. Nothing may be assumed of what it would have said. */
export class AuthorityUnreachableError extends Error {
  override readonly name = 'AuthorityUnreachableError'
  readonly retryable = true
}

/** Auth's internal port, as those who serve Sessions use it. */
export interface InternalClient {
  /** Who these Sessions are, in order; `undefined` for one that is not active. At most 200. */
  principals(
    sids: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly (Principal | undefined)[]>
  /** The Notices after a number; without one, only where they stand. */
  notices(after: number | undefined, signal: AbortSignal): Promise<NoticesAnswer>
}

export function internalClient(authUrl: string, serviceToken: string): InternalClient {
  const call = async <T extends z.ZodType>(
    path: string,
    schema: T,
    init: RequestInit & { readonly signal: AbortSignal },
  ): Promise<z.infer<T>> => {
    try {
      const response = await askAuth(new URL(path, authUrl), {
        ...init,
        headers: {
          authorization: `Bearer ${serviceToken}`,
          'content-type': 'application/json',
        },
      })
      if (!response.ok) throw new Error(`auth answered ${response.status} to ${path}`)
      return schema.parse(await response.json())
    } catch (cause) {
      init.signal.throwIfAborted()
      throw new AuthorityUnreachableError(`Auth at ${authUrl} could not be asked`, { cause })
    }
  }
  return {
    async principals(sids, signal) {
      const body = JSON.stringify({ sids })
      const init = { method: 'POST', body, signal }
      const { sessions } = await call('/internal/principals', principalsAnswerSchema, init)
      if (sessions.length !== sids.length) {
        throw new AuthorityUnreachableError(`Auth at ${authUrl} answered for other sessions`)
      }
      return sessions.map((session) => (session.active ? session.principal : undefined))
    },
    notices: (after, signal) =>
      call(
        `/internal/notices${after === undefined ? '' : `?after=${after}`}`,
        noticesAnswerSchema,
        { signal },
      ),
  }
}
