import { Refusal } from '@argus/contracts/refusal-code'

import { folded, isListed } from './block-list.ts'

/** Whose password it is to be. */
export interface PasswordOwner {
  readonly email: string
  /** The password is one factor of two, so that it may be shorter. */
  readonly secondFactor: boolean
}

/** Why a password cannot be taken. */
export type PasswordFault =
  | { readonly type: 'too_short'; readonly least: number }
  | { readonly type: 'too_long'; readonly most: number }
  /** Half a character: it has no bytes of its own, so that another password would fit as well. */
  | { readonly type: 'malformed' }
  | { readonly type: 'common' }
  | { readonly type: 'expected' }

/** https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver: alone, and as one factor of two. */
const LEAST = 15
const LEAST_WITH_SECOND_FACTOR = 8
const MOST = 128

/**
 * What is wrong with a new password, if anything: its length in code points, and whether a guesser would come to it
 * early. Every character counts and none is asked for; nothing is trimmed.
 */
export function passwordFault(password: string, owner: PasswordOwner): PasswordFault | undefined {
  const least = owner.secondFactor ? LEAST_WITH_SECOND_FACTOR : LEAST
  const length = Array.from(password).length
  if (length < least) return { type: 'too_short', least }
  if (length > MOST) return { type: 'too_long', most: MOST }
  if (!password.isWellFormed()) return { type: 'malformed' }
  const text = folded(password)
  if (isGuessable(text)) return { type: 'common' }
  return isMadeOf(contextWords(owner.email), text) ? { type: 'expected' } : undefined
}

/** Whether a password is enough as one factor of two only. */
export const isShort = (password: string): boolean => Array.from(password).length < LEAST

/** Refuses what `passwordFault` finds, in words for whoever chose it. */
export function requireGoodPassword(password: string, owner: PasswordOwner): void {
  const fault = passwordFault(password, owner)
  if (fault !== undefined) throw new Refusal('password_refused', sentenceOf(fault))
}

/** Which rule it was, and what to do. */
export function sentenceOf(fault: PasswordFault): string {
  switch (fault.type) {
    case 'too_short':
      return `the password is too short: it needs at least ${fault.least} characters; a few words make a good one`
    case 'too_long':
      return `the password is too long: it may have at most ${fault.most} characters`
    case 'malformed':
      return 'the password contains half a character; type it again'
    case 'common':
      return 'the password is a common one, or a common one repeated or padded; choose one that nobody else would'
    case 'expected':
      return 'the password is made of the name of Argus or of your e-mail address; choose one that nobody would expect'
  }
}

/** A listed one, itself, repeated, or with padding around it. */
function isGuessable(text: string): boolean {
  return withoutPadding(text).some((core) => isListed(core) || isRepetition(core)) || isPadded(text)
}

/** The text, and what is left of it without what is no letter around it, and without a key held down at its end. */
function withoutPadding(text: string): readonly string[] {
  const core = text.replace(/^\P{L}+/u, '').replace(/\P{L}+$/u, '')
  const held = /^(.)\1{2,}|(.)\2{2,}$/gsu
  return [text, core].flatMap((one) => [one, one.replace(held, ''), one.replace(held, '$1$2')])
}

/** Whether there is a listed one in it with all of its letters; it may have digits of its own, as `abc123` has. */
function isPadded(text: string): boolean {
  const letters = [...text.matchAll(/\p{L}/gu)]
  const first = letters.at(0)?.index
  const last = letters.at(-1)?.index
  if (first === undefined || last === undefined) return false
  for (let start = 0; start <= first; start += 1)
    for (let end = text.length; end > last; end -= 1)
      if (end - start >= LEAST_WORD && isListed(text.slice(start, end))) return true
  return false
}

/** Shorter words stand in too many good passwords. */
const LEAST_WORD = 4

/** Of a listed one, or of three characters or less, the last turn whole or not. */
function isRepetition(text: string): boolean {
  for (let length = 1; length <= text.length / 2; length += 1) {
    const unit = text.slice(0, length)
    const repeats = unit.repeat(Math.ceil(text.length / length)).startsWith(text)
    if (repeats && (length <= 3 || isListed(unit))) return true
  }
  return false
}

/** Fewer characters than this besides expected words are no password. */
const LEAST_UNEXPECTED = 8

/** Whether hardly anything, or only what is guessed early, is left of a text without these words. */
function isMadeOf(words: readonly string[], text: string): boolean {
  const rest = words.reduce((left, word) => left.replaceAll(word, ''), text)
  return rest !== text && (Array.from(rest).length < LEAST_UNEXPECTED || isGuessable(rest))
}

/** What somebody who knows this product and this user tries; the longest first, since one may hold another. */
function contextWords(email: string): readonly string[] {
  const [local = ''] = folded(email).split('@')
  const words = ['argus', 'cluster', local, ...local.split(/[^\p{L}\p{N}]+/u)]
  return words.filter((word) => word.length >= 3).toSorted((a, b) => b.length - a.length)
}
