import { conceal } from './conceal.ts'
import { isInexact } from './exact-json.ts'
import { type FieldMeaning, fieldMeaning } from './field-meaning.ts'
import { type JsonObject, type JsonValue, MAX_DEPTH, isObject, own } from './json.ts'
import { redactArgument, redactCommandLine } from './redact-arguments.ts'
import { REDACTED, scrub, scrubWords } from './scrub.ts'
import { isSensitiveName } from './sensitive-name.ts'
import { isCopyOfTheObject } from './strip.ts'

/**
 * The object without its secrets, whatever its kind; manifests inside it (templates, embedded objects) are
 * treated as if they stood alone. Never throws, never changes its argument, and changes nothing when repeated.
 * `onInexact` hears of every number that is shown and that a double may not hold exactly.
 */
export function redact(object: JsonObject, onInexact: () => void = ignore): JsonObject {
  return redactFields(object, { words: false, depth: 0, onInexact })
}

function ignore(): void {
  // Whoever redacts what is already exact has nothing to hear.
}

/** `words`: text here was written by programs for people, and may quote anything. */
interface Place {
  readonly words: boolean
  readonly depth: number
  readonly onInexact: () => void
}

function redactFields(object: JsonObject, place: Place): JsonObject {
  // Nearly no object inside another has a kind, or the value of a pair.
  if (object['kind'] === undefined && object['value'] === undefined) {
    return mapFields(object, place, redactField)
  }
  const open = conceal(object)
  return mapFields(open, place, isSecretPair(open) ? redactFieldOfPair : redactField)
}

type Change = (field: string, value: JsonValue, place: Place) => JsonValue | undefined

function redactField(field: string, value: JsonValue, place: Place): JsonValue | undefined {
  const meaning = fieldMeaning(field)
  return meaning === 'hidden' ? undefined : redactValue(meaning, value, place)
}

function redactFieldOfPair(field: string, value: JsonValue, place: Place): JsonValue | undefined {
  return field === 'value' ? REDACTED : redactField(field, value, place)
}

function redactValue(meaning: FieldMeaning, value: JsonValue, place: Place): JsonValue {
  if (typeof value === 'string') return redactText(meaning, value, place)
  if (typeof value === 'number' && isInexact(value)) place.onInexact()
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) return value
  if (place.depth >= MAX_DEPTH) return REDACTED
  const words = place.words || meaning === 'words'
  const inside = { words, depth: place.depth + 1, onInexact: place.onInexact }
  if (Array.isArray(value)) return redactList(meaning, value, inside)
  return meaning === 'named'
    ? mapFields(value, { ...inside, words: true }, redactNamed)
    : redactFields(value, inside)
}

function redactText(meaning: FieldMeaning, value: string, { words }: Place): string {
  if (meaning === 'secret') return REDACTED
  if (meaning === 'command') return redactCommandLine(value)
  return words || meaning === 'words' ? scrubWords(value) : scrub(value)
}

function redactList(meaning: FieldMeaning, list: JsonValue[], place: Place): JsonValue[] {
  const inside = { words: place.words, depth: place.depth + 1, onInexact: place.onInexact }
  const redactItem = (item: JsonValue, at: number): JsonValue => {
    if (meaning === 'command' && typeof item === 'string') return redactArgument(item, list[at - 1])
    if (!isObject(item) || place.depth >= MAX_DEPTH) return redactValue(meaning, item, place)
    return redactFields(item, inside)
  }
  let mapped: JsonValue[] | undefined
  let at = 0
  for (const item of list) {
    const after = redactItem(item, at)
    if (after !== item) (mapped ??= [...list])[at] = after
    at += 1
  }
  return mapped ?? list
}

/** Annotations, or an environment written as a map: the name tells what the value is. */
function redactNamed(name: string, value: JsonValue, place: Place): JsonValue | undefined {
  if (isCopyOfTheObject(name)) return undefined
  if (isSensitiveName(name)) return REDACTED
  return redactValue(fieldMeaning(name), value, place)
}

/** `{name, value}` or `{key, value}`: environment variables, parameters, headers. */
function isSecretPair(object: JsonObject): boolean {
  if (!Object.hasOwn(object, 'value')) return false
  const name = own(object, 'name') ?? own(object, 'key')
  return typeof name === 'string' && isSensitiveName(name)
}

/** A copy with each field mapped, `undefined` left out; the object itself when nothing differs, as is the rule. */
function mapFields(object: JsonObject, place: Place, change: Change): JsonObject {
  let changes: Map<string, JsonValue | undefined> | undefined
  for (const field in object) {
    const before = object[field]
    if (before === undefined) continue
    const after = change(field, before, place)
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
