import { type JsonObject, own, isObject } from './json.ts'

/**
 * The object without what only its writers need: `managedFields`, often more than half of it, and the copies of
 * itself that tools leave in annotations. Those are dropped unread, so it does not matter whether they parse.
 */
export function strip(object: JsonObject): JsonObject {
  const metadata = own(object, 'metadata')
  if (!isObject(metadata)) return object
  const annotations = own(metadata, 'annotations')
  const copies = isObject(annotations) && Object.keys(annotations).some(isCopyOfTheObject)
  if (!Object.hasOwn(metadata, 'managedFields') && !copies) return object
  const { managedFields: _managedFields, ...kept } = metadata
  return { ...object, metadata: copies ? withAnnotations(kept, annotations) : kept }
}

/** Annotations in which tools keep the whole object as last written, secrets included. */
export function isCopyOfTheObject(annotation: string): boolean {
  return COPIES.test(annotation)
}

/** kubectl, kapp, Rancher's fleet, kopf operators, and those that took kubectl's name under a prefix of their own. */
const COPIES =
  /last-applied|last-handled-configuration|objectset\.rio\.cattle\.io\/applied|kapp\.k14s\.io\/original/

/** Without the copies; an object that had no other annotation is as one that had none. */
function withAnnotations(metadata: JsonObject, annotations: JsonObject): JsonObject {
  const others = Object.entries(annotations).filter(([name]) => !isCopyOfTheObject(name))
  if (others.length > 0) return { ...metadata, annotations: Object.fromEntries(others) }
  const { annotations: _annotations, ...rest } = metadata
  return rest
}
