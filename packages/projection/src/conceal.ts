import { type JsonObject, isObject, own } from './json.ts'

/**
 * The object without the fields that are secret as a whole for its kind, wherever it stands: an object inside
 * another one (a template, an embedded manifest) is as secret as one that stands alone. The kind is what the object says
 * it is, unless somebody knows better.
 */
export function conceal(object: JsonObject, kind = own(object, 'kind')): JsonObject {
  const paths = typeof kind === 'string' ? CONCEALED.get(kind) : undefined
  return (paths ?? []).reduce(withoutPath, object)
}

/** Helm keeps its releases in Secrets or ConfigMaps; of a token's request and its review nothing is harmless. */
const CONCEALED = new Map<string, readonly (readonly string[])[]>([
  ['Secret', [['data'], ['stringData']]],
  ['ConfigMap', [['data'], ['binaryData']]],
  ['CertificateSigningRequest', [['spec', 'request']]],
  ['CertificateRequest', [['spec', 'request']]],
  ['TokenRequest', [['spec'], ['status']]],
  ['TokenReview', [['spec'], ['status']]],
])

function withoutPath(object: JsonObject, [field = '', ...rest]: readonly string[]): JsonObject {
  const value = own(object, field)
  if (value === undefined) return object
  const { [field]: _concealed, ...others } = object
  if (rest.length === 0) return others
  return isObject(value) ? { ...others, [field]: withoutPath(value, rest) } : others
}
