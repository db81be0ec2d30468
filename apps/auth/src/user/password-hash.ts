import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

import bcrypt from 'bcryptjs'

import type { HashQueue } from './hash-queue.ts'

/** What a stored hash says of a password. `outdated`: right, and to be stored again at today's strength. */
type PasswordVerdict = 'right' | 'outdated' | 'wrong'

/** Hashes and verifies passwords, each a task of the queue. */
export interface Passwords {
  hash(password: string): Promise<string>
  /** Does the same work whoever there is: without a stored hash, a decoy is verified and the answer is `wrong`. */
  verify(stored: string | null | undefined, password: string): Promise<PasswordVerdict>
}

/** The floor of OWASP for argon2id; a stored hash below it is outdated. Memory in KiB. */
const MEMORY = 19_456
const PASSES = 2
const LANES = 1
const HASH_BYTES = 32
const SALT_BYTES = 16

export function createPasswords(queue: HashQueue): Passwords {
  // No password has this hash but the random one it was made of, which nobody kept.
  const decoy = hashNow(randomBytes(SALT_BYTES).toString('hex'))
  return {
    hash: (password) => queue.run(() => hashNow(password)),
    verify: (stored, password) =>
      queue.run(async () => {
        const verdict = await judge(stored ?? (await decoy), password)
        return stored === null || stored === undefined ? 'wrong' : verdict
      }),
  }
}

async function judge(stored: string, password: string): Promise<PasswordVerdict> {
  if (/^\$2[aby]\$/.test(stored))
    return (await bcrypt.compare(password, stored)) ? 'outdated' : 'wrong'
  const parsed = parsePhc(stored)
  if (parsed === undefined)
    throw new Error('A stored password hash is of no kind that is known here')
  const derived = await derive(password, parsed)
  if (!timingSafeEqual(derived, parsed.hash)) return 'wrong'
  return parsed.memory < MEMORY || parsed.passes < PASSES ? 'outdated' : 'right'
}

async function hashNow(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const cost = { memory: MEMORY, passes: PASSES, lanes: LANES }
  const hash = await derive(password, { ...cost, salt, hash: Buffer.alloc(HASH_BYTES) })
  return `$argon2id$v=19$m=${MEMORY},t=${PASSES},p=${LANES}$${base64(salt)}$${base64(hash)}`
}

interface Phc {
  readonly memory: number
  readonly passes: number
  readonly lanes: number
  readonly salt: Buffer
  readonly hash: Buffer
}

/** The PHC string format: https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md */
function parsePhc(text: string): Phc | undefined {
  const match =
    /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(text)
  if (match === null) return undefined
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
