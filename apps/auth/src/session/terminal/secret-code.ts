import { createHash, randomBytes } from 'node:crypto'

/** 256 bits that nobody guesses: what a terminal shows to be given its Session. */
export const makeSecretCode = (): string => randomBytes(32).toString('base64url')

/** All that is kept of it. */
export const digestOfCode = (code: string): Buffer => createHash('sha256').update(code).digest()
