/** What `JSON.parse` gives. */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject

/** A JSON object; nobody in this package changes one in place. */
export interface JsonObject {
  [field: string]: JsonValue
}

/** Deeper than any real object; what lies below is cut off rather than trusted unread. */
export const MAX_DEPTH = 200

/** Narrows a parsed value to an object: neither an array, nor null, nor a number kept as text. */
export function isObject(value: unknown): value is JsonObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value)
  )
}

/** The field, if it is an object; else an empty one. */
export function objectAt(object: JsonObject, field: string): JsonObject {
  const value = own(object, field)
  return isObject(value) ? value : {}
}

/** The field, if it is a list; else an empty one. */
export function listAt(object: JsonObject, field: string): readonly JsonValue[] {
  const value = own(object, field)
  return Array.isArray(value) ? value : []
}

/** The field, if it is text; else `undefined`. */
export function textAt(object: JsonObject, field: string): string | undefined {
  const value = own(object, field)
  return typeof value === 'string' ? value : undefined
}

/** The object's own field; an object from outside may have one called `constructor`. */
export function own(object: JsonObject, field: string): JsonValue | undefined {
  const value = object[field]
  // What an object of JSON inherits is functions, and a prototype.
  if (typeof value !== 'function' && field !== '__proto__') return value
  return Object.hasOwn(object, field) ? value : undefined
}
