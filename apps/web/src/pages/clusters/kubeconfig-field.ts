/** A field that cannot be taken: where it is, and why, a sentence that goes on after its name. */
export interface RefusedField {
  readonly field: string
  readonly why: string
  /** Where it stands in the document; nothing where it is missing. */
  readonly path: readonly (string | number)[] | undefined
  /** The first and the last of its lines, counted from 1. */
  readonly lines: readonly [number, number] | undefined
}

/** A field that is used, with what stands in it. */
export interface JudgedField {
  readonly field: string
  readonly name: string
  readonly value: unknown
  readonly line: number | undefined
}

/** Fields that are used, by their names. */
export interface GivenFields {
  readonly cluster: ReadonlyMap<string, JudgedField>
  readonly user: ReadonlyMap<string, JudgedField>
}

export function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
