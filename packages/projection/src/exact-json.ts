import { type JsonObject, type JsonValue, MAX_DEPTH, isObject } from './json.ts'

declare global {
  /** https://tc39.es/proposal-json-parse-with-source/, in Node since 21; not yet in TypeScript's library. */
  interface JSON {
    parse(
      text: string,
      reviver: (key: string, value: unknown, at: { source?: string }) => unknown,
    ): unknown
    rawJSON(text: string): object
    isRawJSON(value: unknown): boolean
  }
}

/**
 * The object with every number as its bytes have it. A double holds integers up to 2^53; an object with a
 * greater one is read again from `bytes`, such numbers as raw text that `JSON.stringify` writes back unchanged.
 */
export function exactly(object: JsonObject, bytes: Buffer): JsonObject {
  if (!holdsInexactNumber(object, 0)) return object
  const again = JSON.parse(bytes.toString('utf8'), (_key, value, { source }) =>
    isInexact(value) && source !== undefined ? JSON.rawJSON(source) : value,
  )
  return isObject(again) ? again : object
}

function holdsInexactNumber(value: JsonValue, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return isInexact(value)
  if (depth > MAX_DEPTH) return false
  if (Array.isArray(value)) return value.some((item) => holdsInexactNumber(item, depth + 1))
  for (const field in value) {
    const inner = value[field]
    if (inner !== undefined && holdsInexactNumber(inner, depth + 1)) return true
  }
  return false
}

/** Fractions are doubles in the API server too: only integers lose anything here. */
function isInexact(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER
}
