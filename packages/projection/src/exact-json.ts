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

/** Whether a double has lost digits here: it holds integers up to 2^53, and Kubernetes has greater ones. */
export function lostDigits(object: JsonObject): boolean {
  return holdsInexactNumber(object, 0)
}

/** Reads an object once more, integers beyond doubles as raw text that `JSON.stringify` writes back unchanged. */
export function parseExactly(bytes: Buffer): JsonObject {
  const parsed = JSON.parse(bytes.toString('utf8'), (_key, value, { source }) =>
    isInexact(value) && source !== undefined ? JSON.rawJSON(source) : value,
  )
  return isObject(parsed) ? parsed : {}
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
