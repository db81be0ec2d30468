import { createHash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** A key as it is made: its text, which is told once, and what is kept of it. */
export interface NewApiKey {
  readonly text: string
  /** By it an owner knows which key it is; it opens nothing. */
  readonly prefix: string
  readonly digest: Buffer
}

/**
 * `argus_<prefix>_<secret>`: 256 random bits, and a checksum by which scanners of source code know a key without asking.
 */
export function makeApiKey(): NewApiKey {
  const prefix = base62(randomBytes(PREFIX_BYTES), PREFIX_LENGTH)
  const start = `argus_${prefix}_${base62(randomBytes(SECRET_BYTES), SECRET_LENGTH)}`
  const text = start + checksum(start)
  return { text, prefix, digest: digestOf(text) }
}

/** What is kept of the key with this text; `undefined` where the text cannot be one. */
export function apiKeyDigest(text: string): Buffer | undefined {
  if (!SHAPE.test(text)) return undefined
  const start = text.slice(0, -CHECKSUM_LENGTH)
  return start + checksum(start) === text ? digestOf(text) : undefined
}

/** 62⁸ exceeds the prefixes that ever are; 62⁴³ exceeds 2²⁵⁶, and 62⁶ exceeds 2³². */
const PREFIX_LENGTH = 8
const PREFIX_BYTES = 5
const SECRET_LENGTH = 43
const SECRET_BYTES = 32
const CHECKSUM_LENGTH = 6

const SHAPE = /^argus_[0-9A-Za-z]{8}_[0-9A-Za-z]{49}$/

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Without salt or work factor: nobody guesses 256 random bits (NIST SP 800-63B-4 §3.1.2.2). */
const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()

function checksum(text: string): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(text))
  return base62(bytes, CHECKSUM_LENGTH)
}

function base62(bytes: Buffer, length: number): string {
  let rest = BigInt(`0x${bytes.toString('hex')}`)
  let text = ''
  while (text.length < length) {
    text = DIGITS.charAt(Number(rest % 62n)) + text
    rest /= 62n
  }
  return text
}
