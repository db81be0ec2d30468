import { createPublicKey, type KeyObject } from 'node:crypto'

import { keySetSchema, type KeySet as PublishedKeys } from '@argus/contracts/http/auth'

/** Auth's public keys, by name. */
export interface KeySet {
  /**
   * The key named `kid`; `undefined` where auth publishes none of that name. Rejects with a KeySetUnavailableError
   * where auth has not been heard for too long to say.
   */
  keyFor(kid: string): Promise<KeyObject | undefined>
  /** How old the copy in use is, in milliseconds; `undefined` before the first. Past `CACHE_MS` is worth an alert. */
  age(): number | undefined
}

export interface KeySetOptions {
  /** The one address keys come from; nothing in a token changes it, and redirects are not followed. */
  readonly url: string
  /** Only differences are used: a monotonic clock is best. */
  readonly clock: { now(): number }
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
const TIMEOUT_MS = 3_000

/** Reads auth's key set when it is first needed, again after ten minutes, and once for a name it has not seen. */
export function openKeySet({ url, clock }: KeySetOptions): KeySet {
  let copy: Copy | undefined
  let attempt: { readonly at: number; readonly failed: boolean } | undefined
  let reading: Promise<void> | undefined

  const read = async (): Promise<void> => {
    const at = clock.now()
    try {
      copy = { at, keys: await fetchKeys(url) }
      attempt = { at, failed: false }
    } catch (cause) {
      attempt = { at, failed: true }
      throw new KeySetUnavailableError(`The key set at ${url} cannot be read`, { cause })
    }
  }
  /** One request at a time, whoever asks; and none right after another, so that made-up names cost auth nothing. */
  const refresh = async (): Promise<void> => {
    if (reading === undefined) {
      const pause = attempt?.failed ? RETRY_MS : COOLDOWN_MS
      const cooling = attempt !== undefined && clock.now() - attempt.at < pause
      if (cooling && attempt?.failed)
        throw new KeySetUnavailableError(`The key set at ${url} was not there a moment ago`)
      if (cooling) return
      reading = read().finally(() => {
        reading = undefined
      })
    }
    await reading
  }
  const usable = (limit: number): Copy | undefined =>
    copy !== undefined && clock.now() - copy.at < limit ? copy : undefined

  return {
    age: () => (copy === undefined ? undefined : clock.now() - copy.at),
    async keyFor(kid) {
      const known = usable(CACHE_MS)?.keys.get(kid)
      if (known !== undefined) return known
      try {
        await refresh()
      } catch (error) {
        const stale = usable(STALE_MS)?.keys.get(kid)
        if (stale === undefined) throw error
        return stale
      }
      return usable(STALE_MS)?.keys.get(kid)
    },
  }
}

interface Copy {
  readonly at: number
  readonly keys: ReadonlyMap<string, KeyObject>
}

async function fetchKeys(url: string): Promise<ReadonlyMap<string, KeyObject>> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) })
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
