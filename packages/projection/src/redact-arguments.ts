import type { JsonValue } from './json.ts'
import { REDACTED, scrubWords } from './scrub.ts'
import { isSensitiveName } from './sensitive-name.ts'

/** A command line without the values of options and variables whose names tell that they are secret. */
export function redactArguments(list: readonly JsonValue[]): JsonValue[] {
  return list.map((item, at) => {
    if (typeof item !== 'string') return item
    return isValueOf(list[at - 1], item) ? REDACTED : redactCommandLine(item)
  })
}

/** One argument, or a whole line of shell. */
export function redactCommandLine(text: string): string {
  const scrubbed = scrubWords(text)
  if (!isSensitiveName(scrubbed)) return scrubbed
  return scrubbed.replace(ASSIGNMENT, `$1${REDACTED}`).replace(OPTION, `$1${REDACTED}`)
}

/** `--password` stands alone, so what follows is its value. */
function isValueOf(before: JsonValue | undefined, item: string): boolean {
  return (
    typeof before === 'string' &&
    BARE_OPTION.test(before) &&
    isSensitiveName(before) &&
    !item.startsWith('-')
  )
}

const BARE_OPTION = /^--?[\w.-]+$/

const NAME =
  '(?:token|passw|pwd|secret|key|vault|credential|authorization|cookie|auth)[\\w.-]{0,64}'
const VALUE = `(?:"[^"]*"?|'[^']*'?|[^\\s"']+)`

const ASSIGNMENT = new RegExp(`(${NAME}=)${VALUE}`, 'gi')
const OPTION = new RegExp(`(--?[\\w.-]{0,64}${NAME}\\s{1,4})(?!-)${VALUE}`, 'gi')
