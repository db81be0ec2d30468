import { type JsonObject, type JsonValue, isObject, own } from './json.ts'

/**
 * Finds the first match of a path of RFC 9535 without a query language in between, where the path is of the kind that
 * nearly all columns have: fields, and items chosen by the text of one of their fields. `undefined` for any other path.
 */
export function compileDirectPath(
  path: string,
): ((object: JsonObject) => JsonValue | undefined) | undefined {
  if (!DIRECT.test(path)) return undefined
  const steps = [...path.matchAll(STEP)].map(([, field, by, text, quoted]): Step => {
    if (by === undefined) return { field: JSON.parse(field ?? '') }
    return { by, text: text ?? quoted ?? '' }
  })
  return (object) => firstMatch(object, steps, 0)
}

type Step =
  | { readonly field: string; readonly by?: never }
  | { readonly by: string; readonly text: string }

const FIELD = String.raw`\[("(?:[^"\\]|\\.)*")\]`
const CHOICE = String.raw`\[\?\(\s*@\["([^"\\]*)"\]\s*==\s*(?:"([^"\\]*)"|'([^'\\]*)')\s*\)\]`
const DIRECT = new RegExp(`^\\$(?:${FIELD}|${CHOICE})+$`)
const STEP = new RegExp(`${FIELD}|${CHOICE}`, 'g')

function firstMatch(value: JsonValue, steps: readonly Step[], at: number): JsonValue | undefined {
  const step = steps[at]
  if (step === undefined) return value
  if (step.by === undefined) {
    const inner = isObject(value) ? own(value, step.field) : undefined
    return inner === undefined ? undefined : firstMatch(inner, steps, at + 1)
  }
  const items = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : []
  for (const item of items) {
    if (!isObject(item) || own(item, step.by) !== step.text) continue
    const found = firstMatch(item, steps, at + 1)
    if (found !== undefined) return found
  }
  return undefined
}
