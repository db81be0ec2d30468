import { randomInt } from 'node:crypto'

/** No vowels, so that no words come of it, and nothing that is read as something else (RFC 8628 §6.1). */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ'
/** 20⁸, 34.5 bits: against the guesses that are let through in its ten minutes, next to nothing. */
const LENGTH = 8
const WHOLE = new RegExp(`^[${LETTERS}]{${LENGTH}}$`)

/** A code that people read on one screen and type at another: `WDJB-MJHT`. */
export function makeUserCode(): string {
  const letters = Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  return `${letters.slice(0, LENGTH / 2)}-${letters.slice(LENGTH / 2)}`
}

/** A code as it was made, from what somebody typed: case does not count, nor what else stands between the letters. */
export function readUserCode(typed: string): string | undefined {
  const letters = typed.toUpperCase().replaceAll(/[\s\p{Pd}_.]/gu, '')
  if (!WHOLE.test(letters)) return undefined
  return `${letters.slice(0, LENGTH / 2)}-${letters.slice(LENGTH / 2)}`
}
