import { dictionary } from '@zxcvbn-ts/language-common'

/** Nearly 50,000 passwords that leaks and rankings hold most often. They come with the code; nobody is asked. */
const COMMON: ReadonlySet<string> = new Set(dictionary['passwords-common'].map(folded))

/** What keyboards and alphabets suggest: the finger only has to follow. */
const WALKS: readonly string[] = [
  'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz',
  '12345678901234567890',
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'qazwsxedcrfvtgbyhnujmikolp',
  'q1w2e3r4t5y6u7i8o9p0',
  '1q2w3e4r5t6y7u8i9o0p',
].flatMap((walk) => [walk, walk.split('').toReversed().join('')])

/** How passwords are compared with lists: whatever the case, and however a character was composed. */
export function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

/** Whether a folded text is one of the first that a guesser tries. */
export function isListed(text: string): boolean {
  return COMMON.has(text) || (text.length >= 4 && WALKS.some((walk) => walk.includes(text)))
}

/** How many are on the list; a test sees to it that they are enough. */
export const listed = (): Iterable<string> => COMMON.values()
