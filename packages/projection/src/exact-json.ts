import { type JsonObject, isObject } from './json.ts'

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

/** Reads an object once more, integers beyond doubles as raw text that `JSON.stringify` writes back unchanged. */
export function parseExactly(bytes: Buffer): JsonObject {
  const parsed = JSON.parse(bytes.toString('utf8'), (_key, value, { source }) =>
    isInexact(value) && source !== undefined ? JSON.rawJSON(source) : value,
  )
  return isObject(parsed) ? parsed : {}
}

/**
 * Whether a double may have lost digits here: it holds integers up to 2^53, and Kubernetes has greater ones. Fractions
 * are doubles in the API server too, so only integers lose anything.
 */
export function isInexact(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER
}
