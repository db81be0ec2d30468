/** How long after its first use a refresh token is answered again: for answers that were lost on the way. */
export const GRACE_MS = 30_000

/** A refresh token of ours, as the store knows it at a moment at which its Session is locked. Times in milliseconds. */
export interface Presented {
  readonly session: 'alive' | 'over'
  /** Its `jti` is on the deny-list. */
  readonly denied: boolean
  /** `undefined`: signed by us, and no row. */
  readonly row: { readonly usedAt: number | undefined; readonly expiresAt: number } | undefined
  readonly now: number
}

/** What it earns. */
export type Earned =
  /** Its first use: it is used up, and its successor is the head. */
  | { readonly type: 'successor' }
  /** Used a moment ago: the chain's unused head, signed again. Never a sibling. */
  | { readonly type: 'head' }
  /** Somebody has a copy: the Session ends, for the thief and the owner. */
  | { readonly type: 'reuse' }
  | { readonly type: 'nothing'; readonly why: 'session_over' | 'denied' | 'expired' }

/**
 * What a presented refresh token earns. A retry after a lost answer must succeed; a token that comes back later than
 * that was copied (RFC 9700 §4.14.2).
 */
export function earns({ session, denied, row, now }: Presented): Earned {
  if (session === 'over') return { type: 'nothing', why: 'session_over' }
  if (row === undefined) return { type: 'reuse' }
  if (row.usedAt !== undefined && now - row.usedAt > GRACE_MS) return { type: 'reuse' }
  if (denied) return { type: 'nothing', why: 'denied' }
  if (row.usedAt !== undefined) return { type: 'head' }
  return now < row.expiresAt ? { type: 'successor' } : { type: 'nothing', why: 'expired' }
}
