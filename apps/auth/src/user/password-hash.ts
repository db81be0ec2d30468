import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

import bcrypt from 'bcryptjs'

import type { HashQueue } from './hash-queue.ts'
import { decoyOf, shapeOf, type HashShape } from './hash-shape.ts'

/** What a stored hash says of a password. `outdated`: right, and to be stored again at today's strength. */
type PasswordVerdict = 'right' | 'outdated' | 'wrong'

/** Hashes and verifies passwords, each a task of the queue. */
export interface Passwords {
  hash(password: string): Promise<string>
  /**
   * Does the same work whoever there is, and without a stored hash answers `wrong`: one derivation of each shape that
   * the database holds, the user's own among them or not.
   */
  verify(stored: string | null | undefined, password: string): Promise<PasswordVerdict>
}

/** The floor of OWASP for argon2id; a stored hash below it is outdated. Memory in KiB. */
const MEMORY = 19_456
const PASSES = 2
const LANES = 1
const HASH_BYTES = 32
const SALT_BYTES = 16

const TODAY = `$argon2id$v=19$m=${MEMORY},t=${PASSES},p=${LANES}$`

/**
 * `inUse`: shapes that stored hashes have besides today's, so that their users are not told from others by the time. A
 * shape that came into the database later stands out until the next start.
 */
export function createPasswords(queue: HashQueue, inUse: readonly HashShape[] = []): Passwords {
  const decoys = new Map([TODAY, ...inUse].map((shape) => [shape, decoyOf(shape)]))
  return {
    hash: (password) => queue.run(() => hashNow(normalized(password))),
    verify: (stored, password) =>
      queue.run(async () => {
        const own = stored ?? undefined
        const shape = own === undefined ? undefined : ownShape(own)
        for (const [other, decoy] of decoys) if (other !== shape) await judgeEach(decoy, password)
        return own === undefined ? 'wrong' : judgeEach(own, password)
      }),
  }
}

function ownShape(stored: string): HashShape {
  const shape = shapeOf(stored)
  if (shape === undefined)
    throw new Error('A stored password hash is of no kind that is known here')
  return shape
}

/** Keyboards compose characters in different ways; the password is the same (NIST SP 800-63B §3.1.1.2). */
const normalized = (password: string): string => password.normalize('NFKC')

/** A hash from elsewhere may be of the password as it was typed. Whether there are two spellings says nothing of the user. */
async function judgeEach(stored: string, password: string): Promise<PasswordVerdict> {
  const verdict = await judge(stored, normalized(password))
  if (normalized(password) === password) return verdict
  const asTyped = await judge(stored, password)
  if (verdict !== 'wrong') return verdict
  return asTyped === 'wrong' ? 'wrong' : 'outdated'
}

async function judge(stored: string, password: string): Promise<PasswordVerdict> {
  if (/^\$2[aby]\$/.test(stored))
    return (await bcrypt.compare(password, stored)) ? 'outdated' : 'wrong'
  const parsed = parsePhc(stored)
  const derived = await derive(password, parsed)
  if (!timingSafeEqual(derived, parsed.hash)) return 'wrong'
  return parsed.memory < MEMORY || parsed.passes < PASSES ? 'outdated' : 'right'
}

async function hashNow(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const cost = { memory: MEMORY, passes: PASSES, lanes: LANES }
  const hash = await derive(password, { ...cost, salt, hash: Buffer.alloc(HASH_BYTES) })
  return `${TODAY}${base64(salt)}$${base64(hash)}`
}

interface Phc {
  readonly memory: number
  readonly passes: number
  readonly lanes: number
  readonly salt: Buffer
  readonly hash: Buffer
}

/** The PHC string format: https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md */
function parsePhc(text: string): Phc {
  const match =
    /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(text)
  if (match === null) throw new Error('A stored password hash cannot be read')
  const [, memory, passes, lanes, salt = '', hash = ''] = match
  return {
    memory: Number(memory),
    passes: Number(passes),
    lanes: Number(lanes),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  }
}

function derive(password: string, { memory, passes, lanes, salt, hash }: Phc): Promise<Buffer> {
  return promisify(argon2)('argon2id', {
    message: Buffer.from(password, 'utf8'),
    nonce: salt,
    parallelism: lanes,
    tagLength: hash.length,
    memory,
    passes,
  })
}

const base64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')
