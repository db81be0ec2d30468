import type { Change, Notice } from '@argus/contracts/notice'

/** How far what is known of revocations may be trusted; see `freshnessAt`. */
export type Freshness = 'fresh' | 'stopped' | 'closed'

/** A Notice that this version understands. */
export type KnownNotice = Omit<Notice, 'what'> & { readonly what: Change }

/** What somebody who serves sessions must act on, in the order of auth's commits. */
export type AuthorityEvent =
  /** One numbered change: a Session is over, a user's grants changed, a user changed, signing keys changed. */
  | { readonly type: 'notice'; readonly notice: KnownNotice }
  /** `stopped`: deliver nothing; `closed`: close every socket with 4002 and refuse new ones; `fresh`: go on. */
  | { readonly type: 'freshness'; readonly freshness: Freshness }
  /** Continuity could not be proven: stop delivery, read every live Session and its grants again, then go on. */
  | { readonly type: 'reset' }
