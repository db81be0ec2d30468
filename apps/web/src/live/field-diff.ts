/** A value inside an object that is there only before or only after, or differs. Absent is `undefined`. */
export interface FieldChange {
  readonly path: string
  readonly before: unknown
  readonly after: unknown
}

/**
 * What differs between two states of an object, leaf by leaf. Lists whose elements have a `type` or a `name` are
 * compared by it, so that reordered conditions are no change.
 */
export function fieldDiff(before: unknown, after: unknown): readonly FieldChange[] {
  const changes: FieldChange[] = []
  collect(changes, { path: '', before, after })
  return changes
}

function collect(changes: FieldChange[], { path, before, after }: FieldChange): void {
  if (IGNORED.has(path) || Object.is(before, after)) return
  const named = namedElements(before, after)
  if (named !== undefined) return collectParts(changes, named, (name) => `${path}[${name}]`)
  if (Array.isArray(before) && Array.isArray(after))
    return collectParts(
      changes,
      { before: indexed(before), after: indexed(after) },
      (i) => `${path}[${i}]`,
    )
  if (isRecord(before) && isRecord(after)) {
    const parts = { before: new Map(Object.entries(before)), after: new Map(Object.entries(after)) }
    return collectParts(changes, parts, (name) => (path === '' ? name : `${path}.${name}`))
  }
  if (JSON.stringify(before) !== JSON.stringify(after)) changes.push({ path, before, after })
}

interface Parts {
  readonly before: ReadonlyMap<string, unknown>
  readonly after: ReadonlyMap<string, unknown>
}

function collectParts(
  changes: FieldChange[],
  { before, after }: Parts,
  pathOf: (name: string) => string,
): void {
  for (const name of new Set([...before.keys(), ...after.keys()]))
    collect(changes, { path: pathOf(name), before: before.get(name), after: after.get(name) })
}

function namedElements(before: unknown, after: unknown): Parts | undefined {
  if (!Array.isArray(before) || !Array.isArray(after)) return undefined
  for (const field of ['type', 'name']) {
    const names = [byField(before, field), byField(after, field)]
    if (names[0] !== undefined && names[1] !== undefined)
      return { before: names[0], after: names[1] }
  }
  return undefined
}

/** The elements by a field that each has as its own text; `undefined` where that does not tell them apart. */
function byField(
  list: readonly unknown[],
  field: string,
): ReadonlyMap<string, unknown> | undefined {
  const found = new Map<string, unknown>()
  for (const element of list) {
    const name = isRecord(element) ? element[field] : undefined
    if (typeof name !== 'string' || found.has(name)) return undefined
    found.set(name, element)
  }
  return found
}

function indexed(list: readonly unknown[]): ReadonlyMap<string, unknown> {
  return new Map(list.map((element, index) => [String(index), element]))
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Differs whenever anything does, and says nothing to a person. */
const IGNORED: ReadonlySet<string> = new Set(['metadata.resourceVersion'])
