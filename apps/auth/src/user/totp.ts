import { randomBytes } from 'node:crypto'

import { Secret, TOTP } from 'otpauth'

/** A seed as the user's app gets it: typed, or scanned from a picture of the address. */
export interface SharedSeed {
  readonly secret: string
  readonly uri: string
}

/** 160 bits, the length of the hash (RFC 4226 §4, R6). */
const SEED_BYTES = 20
const PERIOD_MS = 30_000
/** Clocks of telephones are a little off: one step to either side is taken (RFC 6238 §5.2). */
const WINDOW = 1

export const newSeed = (): Buffer => randomBytes(SEED_BYTES)

/** How a seed is shown to its owner, once. */
export function shared(seed: Buffer, email: string): SharedSeed {
  const totp = totpOf(seed, email)
  return { secret: totp.secret.base32, uri: totp.toString() }
}

/** The time step that a code belongs to, around `now`; `undefined` where it belongs to none. */
export function stepOf(seed: Buffer, code: string, now: number): number | undefined {
  const delta = totpOf(seed).validate({ token: code, timestamp: now, window: WINDOW })
  return delta === null ? undefined : Math.floor(now / PERIOD_MS) + delta
}

/** As every authenticator app expects it: SHA-1, six digits, thirty seconds. */
function totpOf(seed: Buffer, label?: string): TOTP {
  return new TOTP({
    issuer: 'Argus',
    ...(label !== undefined && { label }),
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_MS / 1_000,
    // A copy: the buffer's own memory may be a part of a pool.
    secret: new Secret({ buffer: Uint8Array.from(seed).buffer }),
  })
}
