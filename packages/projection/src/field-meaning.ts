import { isSecretField } from './sensitive-name.ts'

/**
 * What the name of a field tells of its value. `hidden`: it is not shown at all. `secret`: text under it is one. `command`: a command line. `named`: its
 * own fields are named by people, as annotations and environments are. `words`: a program wrote it for people.
 */
export type FieldMeaning = 'hidden' | 'secret' | 'command' | 'named' | 'words' | 'plain'

/** The meaning of a field's name. Objects repeat a few hundred names for ever, so it is worked out once for each. */
export function fieldMeaning(field: string): FieldMeaning {
  const known = MEANINGS.get(field)
  if (known !== undefined) return known
  const meaning = readMeaning(field)
  if (MEANINGS.size >= MAX_NAMES) MEANINGS.clear()
  MEANINGS.set(field, meaning)
  return meaning
}

const MEANINGS = new Map<string, FieldMeaning>()

/** Labels and the like are names too: a cluster full of them must not fill the memory. */
const MAX_NAMES = 5_000

function readMeaning(field: string): FieldMeaning {
  if (HIDDEN.has(field)) return 'hidden'
  if (isSecretField(field)) return 'secret'
  if (/(?:args|argv|arguments|command)$/i.test(field)) return 'command'
  if (/annotations$|^(?:extra)?env(?:ironment|vars)?$/i.test(field)) return 'named'
  return WORDS.has(field) ? 'words' : 'plain'
}

/** Secret under every kind; `managedFields` quotes values of lists. */
const HIDDEN: ReadonlySet<string> = new Set(['stringData', 'secureJsonData', 'managedFields'])

const WORDS: ReadonlySet<string> = new Set([
  'message',
  'note',
  'error',
  'value',
  'status',
  'conditions',
])
