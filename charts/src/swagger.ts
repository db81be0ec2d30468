/** A JSON Schema, or any part of one. */
export interface Schema {
  readonly [key: string]: unknown
}

export type Definitions = Readonly<Record<string, Schema>>

/** A schema that stands alone, under the name that kubeconform looks for it by. */
export interface NamedSchema {
  readonly name: string
  readonly schema: Schema
}

/** A schema for each kind that a swagger document of Kubernetes defines, with what it refers to and nothing else. */
export function schemasOf(definitions: Definitions): readonly NamedSchema[] {
  return Object.entries(definitions).flatMap(([id, definition]) => {
    const kinds = definition['x-kubernetes-group-version-kind']
    // What has several is no object of its own: options of a call, an event of a watch.
    if (!Array.isArray(kinds) || kinds.length !== 1) return []
    const { group, version, kind } = asKind(kinds[0])
    const needed = [...reach(definitions, id)].map((name) => [
      name,
      name.endsWith(QUANTITY) ? { type: ['string', 'number'] } : strict(definitions[name]),
    ])
    const schema = { $ref: reference(id), definitions: Object.fromEntries(needed) }
    return [{ name: fileName({ group, version, kind }), schema }]
  })
}

/** The schema of a kind that a definition of a custom resource has. */
export function customSchema(kind: GroupVersionKind, schema: Schema): NamedSchema {
  const { properties, ...rest } = schema
  const whole = { ...rest, properties: { ...asSchema(properties), metadata: { type: 'object' } } }
  return { name: fileName(kind), schema: asSchema(strict(whole)) }
}

export interface GroupVersionKind {
  readonly group: string
  readonly version: string
  readonly kind: string
}

/** `networkpolicy-networking-v1`, `service-v1`. */
function fileName({ group, version, kind }: GroupVersionKind): string {
  return [kind.toLowerCase(), group.split('.')[0], version].filter((part) => part).join('-')
}

const PREFIX = '#/definitions/'

/** `1` and `'1'` are both taken; the document says text. */
const QUANTITY = '.resource.Quantity'

function reference(id: string): string {
  return `${PREFIX}${id}`
}

/** All definitions that one needs, itself among them. */
function reach(definitions: Definitions, from: string): ReadonlySet<string> {
  const reached = new Set([from])
  for (const id of reached) {
    for (const next of references(definitions[id])) reached.add(next)
  }
  return reached
}

function references(part: unknown): readonly string[] {
  if (Array.isArray(part)) return part.flatMap(references)
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([key, value]) =>
    key === '$ref' && typeof value === 'string' ? [value.slice(PREFIX.length)] : references(value),
  )
}

/** Fields that a schema does not name are refused, and whole numbers are taken where Kubernetes takes them as text. */
function strict(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(strict)
  if (typeof part !== 'object' || part === null) return part
  const own = asSchema(part)
  if (own['format'] === 'int-or-string' || own['x-kubernetes-int-or-string'] === true)
    return { type: ['string', 'integer'] }
  const kept = Object.entries(own)
    .filter(([key]) => key !== 'description')
    .map(([key, value]) => [key, key === 'properties' ? eachProperty(value) : strict(value)])
  const closed =
    'properties' in own &&
    !('additionalProperties' in own) &&
    own['x-kubernetes-preserve-unknown-fields'] !== true
  return { ...Object.fromEntries(kept), ...(closed ? { additionalProperties: false } : {}) }
}

/** Names of fields are no words of a schema: one may well be called `description`. */
function eachProperty(properties: unknown): Schema {
  const entries = Object.entries(asSchema(properties))
  return Object.fromEntries(entries.map(([name, schema]) => [name, strict(schema)]))
}

function asSchema(part: unknown): Schema {
  return typeof part === 'object' && part !== null ? { ...part } : {}
}

function asKind(value: unknown): GroupVersionKind {
  const { group, version, kind } = asSchema(value)
  if (typeof group === 'string' && typeof version === 'string' && typeof kind === 'string')
    return { group, version, kind }
  throw new Error('the swagger document names a kind otherwise than Kubernetes does')
}
