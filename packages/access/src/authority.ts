import type { Principal } from '@argus/contracts/grant'
import type { Announcement } from '@argus/contracts/notice'

import type { AuthorityEvent, Freshness } from './authority/event.ts'

export type { AuthorityEvent, Freshness } from './authority/event.ts'

/** What auth says of Sessions and grants, followed by bus and by poll; for services that serve Sessions. */
export interface Authority extends AsyncDisposable {
  /** What may be trusted now; `closed` until the first successful poll. */
  readonly freshness: Freshness
  /**
   * Who a Session is and what it may do, read from auth now (calls of one moment travel together). `undefined`: not
   * active, for whatever reason. Throws an AuthorityUnreachableError where auth cannot say; that is never a yes.
   *
   * A Notice about this Session or user that arrives while the answer travels makes it read again. A caller that
   * registers what it admits in the turn in which the promise resolves, awaiting nothing else, misses no event.
   */
  principal(sessionId: string, signal?: AbortSignal): Promise<Principal | undefined>
  /**
   * Every event from the call on, until the signal aborts; the subscription begins with the call, not with the first
   * `next()`. Each caller gets all of them.
   */
  events(signal: AbortSignal): AsyncIterable<AuthorityEvent>
}

/** What the bus carries from auth, and whether it is connected. `followNotices` of `@argus/bus/notices` fits. */
export type NoticeSignal = Announcement | { readonly type: 'bus'; readonly up: boolean }

export interface AuthorityOptions {
  /** Base address of auth's internal port, such as `http://127.0.0.1:9080`. */
  readonly authUrl: string
  /** The credential that auth's internal port expects; never logged. */
  readonly serviceToken: string
  /** Announcements until the signal aborts. */
  readonly announcements: (signal: AbortSignal) => AsyncIterable<NoticeSignal>
  readonly clock: Clock
  readonly logger: AuthorityLogger
}

export interface Clock {
  now(): number
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export interface AuthorityLogger {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}
