import { createPublicKey, type KeyObject } from 'node:crypto'

import { keySetSchema, type KeySet as PublishedKeys } from '@argus/contracts/http/auth'

import { askAuth } from './ask-auth.ts'

/** Auth's public keys, by name. */
export interface KeySet {
  /**
   * The key named `kid`; `undefined` where auth publishes none of that name. Rejects with a KeySetUnavailableError
   * where auth has not been heard for too long to say.
   */
  keyFor(kid: string): Promise<KeyObject | undefined>
  /**
   * Auth said that its keys changed. The named ones are refused from now on, whatever a copy says; the rest of the copy
   * in use counts no more until a newer one was read, which begins at once.
   */
  changed(revoked: readonly string[]): void
  /** Whether auth said that the key of this name was revoked. */
  isRevoked(kid: string): boolean
  /** How old the copy in use is, in milliseconds; `undefined` before the first. Past `CACHE_MS` is worth an alert. */
  age(): number | undefined
}

export interface KeySetOptions {
  /** The one address keys come from; nothing in a token changes it, and redirects are not followed. */
  readonly url: string
  /** Only differences are used: a monotonic clock is best. */
  readonly clock: { now(): number }
  /** Told each time that an old copy serves in want of a newer one: an hour after that copy was read, nobody is let in. */
  readonly stale?: (error: unknown, ageMs: number) => void
}

/** Auth's keys could not be read, so no token can be judged. */
export class KeySetUnavailableError extends Error {
  override readonly name = 'KeySetUnavailableError'
  readonly retryable = true
}

/** How long a copy is used unasked, how long in want of a newer one, and the least time after a request until the next. */
const CACHE_MS = 10 * 60_000
const STALE_MS = 60 * 60_000
const COOLDOWN_MS = 30_000
/** The same after one that failed: short, because nobody can log in until auth is heard again. */
const RETRY_MS = 2_000
/**
 * The same while a change is news: a replica of auth may not have heard of it yet, and answers with the keys from before.
 * It knows within half a minute.
 */
const NEWS_MS = 60_000
const NEWS_COOLDOWN_MS = 5_000

/** Reads auth's key set when it is first needed, again after ten minutes, and once for a name it has not seen. */
export function openKeySet({ url, clock, stale }: KeySetOptions): KeySet {
  let copy: Copy | undefined
  let attempt: { readonly at: number; readonly failed: boolean } | undefined
  let reading: Promise<void> | undefined
  let changedAt: number | undefined
  /** Counts the changes: a copy that was asked for before the last one is not used. */
  let changes = 0
  /** Names are unique for ever, and revocations are few: none is forgotten. */
  const revoked = new Set<string>()

  const read = async (): Promise<void> => {
    const at = clock.now()
    const before = changes
    try {
      const keys = await fetchKeys(url)
      if (before === changes) copy = { at, changes, keys }
      attempt = { at, failed: false }
    } catch (cause) {
      attempt = { at, failed: true }
      throw new KeySetUnavailableError(`The key set at ${url} cannot be read`, { cause })
    }
  }
  const begin = (): Promise<void> => {
    const begun = read().finally(() => {
      if (reading === begun) reading = undefined
    })
    reading = begun
    return begun
  }
  const pause = (): number => {
    if (attempt?.failed) return RETRY_MS
    const news = changedAt !== undefined && clock.now() - changedAt < NEWS_MS
    return news ? NEWS_COOLDOWN_MS : COOLDOWN_MS
  }
  /** One request at a time, whoever asks; and none right after another, so that made-up names cost auth nothing. */
  const refresh = async (): Promise<void> => {
    if (reading === undefined) {
      const cooling = attempt !== undefined && clock.now() - attempt.at < pause()
      if (cooling && attempt?.failed)
        throw new KeySetUnavailableError(`The key set at ${url} was not there a moment ago`)
      if (cooling) return
      void begin().catch(() => undefined) // Awaited below.
    }
    while (reading !== undefined) await reading // A change meanwhile begins another.
  }
  const usable = (limit: number): Copy | undefined =>
    copy !== undefined && copy.changes === changes && clock.now() - copy.at < limit
      ? copy
      : undefined

  return {
    age: () => (copy === undefined ? undefined : clock.now() - copy.at),
    isRevoked: (kid) => revoked.has(kid),
    changed(names) {
      for (const name of names) revoked.add(name)
      changes += 1
      changedAt = clock.now()
      if (copy === undefined && reading === undefined) return // Nothing was read before it.
      begin().catch(() => undefined) // Whoever needs a key asks again, and is told.
    },
    async keyFor(kid) {
      if (revoked.has(kid)) return undefined
      const known = usable(CACHE_MS)?.keys.get(kid)
      if (known !== undefined) return known
      try {
        await refresh()
      } catch (error) {
        const old = usable(STALE_MS)
        const key = old?.keys.get(kid)
        if (old === undefined || key === undefined) throw error
        stale?.(error, clock.now() - old.at)
        return revoked.has(kid) ? undefined : key
      }
      return revoked.has(kid) ? undefined : usable(STALE_MS)?.keys.get(kid)
    },
  }
}

interface Copy {
  readonly at: number
  readonly changes: number
  readonly keys: ReadonlyMap<string, KeyObject>
}

async function fetchKeys(url: string): Promise<ReadonlyMap<string, KeyObject>> {
  const response = await askAuth(url)
  if (!response.ok) throw new Error(`it answered ${response.status}`)
  return importKeys(keySetSchema.parse(await response.json()))
}

/** The keys of a published set, each importable as what it claims to be. */
export function importKeys({ keys }: PublishedKeys): ReadonlyMap<string, KeyObject> {
  return new Map(
    keys.map(({ kid, kty, crv, x, y }) => [
      kid,
      createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' }),
    ]),
  )
}
