import { partsOf } from './object-parts.ts'

/** A value inside an object that is there only before or only after, or differs. Absent is `undefined`. */
export interface FieldChange {
  readonly path: string
  readonly before: unknown
  readonly after: unknown
}

/** A place where some objects are not all the same; a value for each of them. */
export interface Difference {
  readonly path: string
  readonly values: readonly unknown[]
}

/**
 * What differs between two states of an object, leaf by leaf. Lists whose elements have a `type` or a `name` are
 * compared by it, so that reordered conditions are no change.
 */
export function fieldDiff(before: unknown, after: unknown): readonly FieldChange[] {
  return differencesOf([before, after]).map(({ path, values }) => ({
    path,
    before: values[0],
    after: values[1],
  }))
}

/** The same between any number of objects. */
export function differencesOf(objects: readonly unknown[]): readonly Difference[] {
  const found: Difference[] = []
  collect(found, { path: '', values: objects })
  return found
}

function collect(found: Difference[], { path, values }: Difference): void {
  if (IGNORED.has(path) || values.every((value) => Object.is(value, values[0]))) return
  const parts = partsOf(path, values)
  if (parts !== undefined) for (const part of parts) collect(found, part)
  else if (!areEqual(values)) found.push({ path, values })
}

/** Whether values say the same. */
export function areEqual(values: readonly unknown[]): boolean {
  const [first, ...others] = values.map((value) => JSON.stringify(value))
  return others.every((text) => text === first)
}

/** Differs whenever anything does, and says nothing to a person. */
const IGNORED: ReadonlySet<string> = new Set(['metadata.resourceVersion'])
