import { conceal } from './conceal.ts'
import { type FieldMeaning, fieldMeaning } from './field-meaning.ts'
import { type JsonObject, type JsonValue, MAX_DEPTH, isObject, own } from './json.ts'
import { redactArgument, redactCommandLine } from './redact-arguments.ts'
import { REDACTED, scrub, scrubWords } from './scrub.ts'
import { isSensitiveName } from './sensitive-name.ts'
import { isCopyOfTheObject } from './strip.ts'

/**
 * The object without its secrets, whatever its kind; manifests inside it (templates, embedded objects) are
 * treated as if they stood alone. Never throws, never changes its argument, and changes nothing when repeated.
 */
export function redact(object: JsonObject): JsonObject {
  return redactFields(object, { words: false, depth: 0 })
}

/** `words`: text here was written by programs for people, and may quote anything. */
interface Place {
  readonly words: boolean
  readonly depth: number
}

function redactFields(object: JsonObject, place: Place): JsonObject {
  const open = conceal(object)
  const secretPair = isSecretPair(open)
  return mapFields(open, (field, value) => {
    if (HIDDEN.has(field)) return undefined
    return secretPair && field === 'value' ? REDACTED : redactField(field, value, place)
  })
}

function redactField(field: string, value: JsonValue, { words, depth }: Place): JsonValue {
  const meaning = fieldMeaning(field)
  const place = { words: words || meaning === 'words', depth: depth + 1 }
  if (typeof value === 'string') return redactText(meaning, value, place)
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) return value
  if (depth >= MAX_DEPTH) return REDACTED
  if (!isObject(value)) return redactList(field, value, place)
  return meaning === 'named' ? redactNamed(value, place) : redactFields(value, place)
}

function redactText(meaning: FieldMeaning, value: string, { words }: Place): string {
  if (meaning === 'secret') return REDACTED
  if (meaning === 'command') return redactCommandLine(value)
  return words ? scrubWords(value) : scrub(value)
}

function redactList(field: string, list: JsonValue[], place: Place): JsonValue[] {
  const command = fieldMeaning(field) === 'command'
  return mapItems(list, (item, at) => {
    if (command && typeof item === 'string') return redactArgument(item, list[at - 1])
    if (!isObject(item) || place.depth >= MAX_DEPTH) return redactField(field, item, place)
    return redactFields(item, { ...place, depth: place.depth + 1 })
  })
}

/** Annotations, or an environment written as a map: the name tells what the value is. */
function redactNamed(named: JsonObject, place: Place): JsonObject {
  return mapFields(named, (name, value) => {
    if (isCopyOfTheObject(name)) return undefined
    if (isSensitiveName(name)) return REDACTED
    return redactField(name, value, { ...place, words: true })
  })
}

/** `{name, value}` or `{key, value}`: environment variables, parameters, headers. */
function isSecretPair(object: JsonObject): boolean {
  if (!Object.hasOwn(object, 'value')) return false
  const name = own(object, 'name') ?? own(object, 'key')
  return typeof name === 'string' && isSensitiveName(name)
}

/** Secret under every kind; `managedFields` quotes values of lists. */
const HIDDEN: ReadonlySet<string> = new Set(['stringData', 'secureJsonData', 'managedFields'])

/** A copy with each field mapped, `undefined` left out; the object itself when nothing differs, as is the rule. */
function mapFields(
  object: JsonObject,
  change: (field: string, value: JsonValue) => JsonValue | undefined,
): JsonObject {
  let changes: Map<string, JsonValue | undefined> | undefined
  for (const [field, before] of Object.entries(object)) {
    const after = change(field, before)
    if (after !== before) (changes ??= new Map()).set(field, after)
  }
  return changes === undefined ? object : withChanges(object, changes)
}

/** `fromEntries` defines fields; assignment would lose one called `__proto__`. */
function withChanges(
  object: JsonObject,
  changes: ReadonlyMap<string, JsonValue | undefined>,
): JsonObject {
  const entries = Object.entries(object).flatMap(([field, before]): [string, JsonValue][] => {
    const after = changes.has(field) ? changes.get(field) : before
    return after === undefined ? [] : [[field, after]]
  })
  return Object.fromEntries(entries)
}

function mapItems(
  list: JsonValue[],
  change: (item: JsonValue, at: number) => JsonValue,
): JsonValue[] {
  const mapped = list.map(change)
  return mapped.some((item, at) => item !== list[at]) ? mapped : list
}
