import type { JsonValue } from './json.ts'
import { REDACTED, scrubWords } from './scrub.ts'
import { isSensitiveName } from './sensitive-name.ts'

/** One argument, given the one before it: after a bare `--password` it is a secret as a whole. */
export function redactArgument(argument: string, before: JsonValue | undefined): string {
  return isValueOf(before, argument) ? REDACTED : redactCommandLine(argument)
}

/** One argument or a whole line of shell, without the values of options and variables named as secrets. */
export function redactCommandLine(text: string): string {
  const scrubbed = scrubWords(text)
  if (!isSensitiveName(scrubbed)) return scrubbed
  return scrubbed.replace(ASSIGNMENT, `$1${REDACTED}`).replace(OPTION, `$1${REDACTED}`)
}

function isValueOf(before: JsonValue | undefined, argument: string): boolean {
  return (
    typeof before === 'string' &&
    BARE_OPTION.test(before) &&
    isSensitiveName(before) &&
    !argument.startsWith('-')
  )
}

const BARE_OPTION = /^--?[\w.-]+$/

const NAME =
  '(?:token|passw|pwd|secret|key|vault|credential|authorization|cookie|auth)[\\w.-]{0,64}'
const VALUE = `(?:"[^"]*"?|'[^']*'?|[^\\s"'])+`

const ASSIGNMENT = new RegExp(`(${NAME}=)${VALUE}`, 'gi')
const OPTION = new RegExp(`((?<![\\w.-])--?[\\w.-]{0,64}?${NAME}\\s{1,4})(?!-)${VALUE}`, 'gi')
