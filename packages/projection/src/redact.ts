import { conceal } from './conceal.ts'
import { isInexact } from './exact-json.ts'
import { type FieldMeaning, fieldMeaning } from './field-meaning.ts'
import { type JsonObject, type JsonValue, MAX_DEPTH, own } from './json.ts'
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
  let changes: Changes | undefined
  for (const field in object) {
    // Nearly no object inside another has a kind, or the value of a pair.
    if (field === 'kind' || field === 'value') return redactByContent(object, place)
    const before = object[field]
    if (before === undefined) continue
    const after = redactField(field, before, place)
    if (after !== before) (changes ??= new Map()).set(field, after)
  }
  return changes === undefined ? object : withChanges(object, changes)
}

/** What is secret in this object depends on what its other fields say. */
function redactByContent(object: JsonObject, place: Place): JsonObject {
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
  // People name the fields of a map; what stands in a list of maps has fields of its own.
  const each = meaning === 'named' ? 'plain' : meaning
  let mapped: JsonValue[] | undefined
  let at = 0
  for (const item of list) {
    const after =
      meaning === 'command' && typeof item === 'string'
        ? redactArgument(item, list[at - 1])
        : redactValue(each, item, place)
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

/** What becomes of fields; `undefined`: they are left out. */
type Changes = Map<string, JsonValue | undefined>

/** A copy with each field mapped, `undefined` left out; the object itself when nothing differs, as is the rule. */
function mapFields(object: JsonObject, place: Place, change: Change): JsonObject {
  let changes: Changes | undefined
  for (const field in object) {
    const before = object[field]
    if (before === undefined) continue
    const after = change(field, before, place)
    if (after !== before) (changes ??= new Map()).set(field, after)
  }
  return changes === undefined ? object : withChanges(object, changes)
}

/** Every field that changes is the copy's own already: assigning to one called `__proto__` sets no prototype. */
function withChanges(object: JsonObject, changes: Changes): JsonObject {
  const copy = { ...object }
  for (const [field, after] of changes) {
    if (after === undefined) delete copy[field]
    else copy[field] = after
  }
  return copy
}
