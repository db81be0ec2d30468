import { ACCESS_TOKEN_SECONDS } from '@argus/contracts/claims'

export type KeyUse = 'access' | 'refresh'

/** A key as it is stored, without what it signs with. Times in milliseconds. */
export interface KeyRecord {
  readonly kid: string
  readonly use: KeyUse
  readonly state: 'next' | 'current' | 'previous' | 'revoked'
  readonly createdAt: number
  /** Since when it is in this state. */
  readonly stateSince: number
}

/** One move of a key: next → current → previous → revoked. */
export type KeyStep =
  /** A key to be published now, for signing later. */
  | { readonly type: 'make'; readonly use: KeyUse }
  /** The published key signs from now on; the one that did only verifies. */
  | { readonly type: 'promote'; readonly use: KeyUse; readonly kid: string }
  /** Nothing that it signed lives any more. */
  | { readonly type: 'retire'; readonly use: KeyUse; readonly kid: string }

/** What is due at `now`. The same whoever asks, however long nobody did. */
export function stepsDue(keys: readonly KeyRecord[], now: number): readonly KeyStep[] {
  return KEY_USES.flatMap((use) => [...turnsOf(use, keys, now), ...retirementsOf(use, keys, now)])
}

/** When a key that was made at `since` begins to sign. */
export const signsFrom = (since: number): number => since + PUBLISHED_MS + 2 * KEYS_RELOAD_MS

export const KEY_USES: readonly KeyUse[] = ['access', 'refresh']

/** A key that another replica turned is known to each one this much later at the latest, though nobody asks it for any. */
export const KEYS_RELOAD_MS = 30_000

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** A month: long enough that a rotation is no event, short enough that it is practised. */
const ROTATED_AFTER_MS = 30 * DAY_MS

/** Twice as long as a key set may be cached: before a key signs, every verifier has read it. */
const PUBLISHED_MS = 20 * MINUTE_MS

/**
 * How long a key verifies after it signed last: as long as a token of its kind lives, and a minute for clocks. A refresh
 * token lives no longer than the longest Session, which is 30 days.
 */
const KEPT_MS: Readonly<Record<KeyUse, number>> = {
  access: ACCESS_TOKEN_SECONDS * 1_000 + MINUTE_MS,
  refresh: 30 * DAY_MS + MINUTE_MS,
}

function turnsOf(use: KeyUse, keys: readonly KeyRecord[], now: number): readonly KeyStep[] {
  const inState = (state: KeyRecord['state']): KeyRecord | undefined =>
    keys.find((key) => key.use === use && key.state === state)
  const next = inState('next')
  if (next !== undefined) {
    return now >= signsFrom(next.stateSince) ? [{ type: 'promote', use, kid: next.kid }] : []
  }
  const current = inState('current')
  const old = current !== undefined && now - current.stateSince >= ROTATED_AFTER_MS
  return old ? [{ type: 'make', use }] : []
}

function retirementsOf(use: KeyUse, keys: readonly KeyRecord[], now: number): readonly KeyStep[] {
  return keys
    .filter((key) => key.use === use && key.state === 'previous')
    .filter(({ stateSince }) => now - stateSince >= KEPT_MS[use] + 2 * KEYS_RELOAD_MS)
    .map(({ kid }) => ({ type: 'retire', use, kid }))
}
