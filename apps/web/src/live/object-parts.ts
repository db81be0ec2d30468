/** What lies at one place inside some states of an object; absent is `undefined`. */
export interface ObjectPart {
  readonly path: string
  /** The name of the field; `undefined` for an element of a list. */
  readonly key: string | undefined
  readonly values: readonly unknown[]
}

/**
 * What values that are all lists, or all records, are made of. Lists whose elements have a `type` or a `name` are taken
 * apart by it, so that an order says nothing. `undefined` where there is nothing to go into.
 */
export function partsOf(
  path: string,
  values: readonly unknown[],
): readonly ObjectPart[] | undefined {
  if (values.every((value) => Array.isArray(value))) {
    const elements = namedElements(values) ?? values.map(indexed)
    return union(elements).map((name) => ({
      path: `${path}[${name}]`,
      key: undefined,
      values: elements.map((list) => list.get(name)),
    }))
  }
  if (!values.every(isRecord)) return undefined
  const fields = values.map((value) => new Map(Object.entries(value)))
  return union(fields).map((key) => ({
    path: path === '' ? key : `${path}.${key}`,
    key,
    values: fields.map((record) => record.get(key)),
  }))
}

type Elements = ReadonlyMap<string, unknown>

/** All names, those of the first in its order. */
function union(parts: readonly Elements[]): readonly string[] {
  return [...new Set(parts.flatMap((one) => [...one.keys()]))]
}

function namedElements(lists: readonly (readonly unknown[])[]): readonly Elements[] | undefined {
  for (const field of ['type', 'name']) {
    const named = lists.map((list) => byField(list, field))
    if (named.every((one) => one !== undefined)) return named
  }
  return undefined
}

/** The elements by a field that each has as its own text; `undefined` where that does not tell them apart. */
function byField(list: readonly unknown[], field: string): Elements | undefined {
  const found = new Map<string, unknown>()
  for (const element of list) {
    const name = isRecord(element) ? element[field] : undefined
    if (typeof name !== 'string' || found.has(name)) return undefined
    found.set(name, element)
  }
  return found
}

function indexed(list: readonly unknown[]): Elements {
  return new Map(list.map((element, index) => [String(index), element]))
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
