/** What JSON can say. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json }

/** How one JSON value becomes another. */
export type Difference =
  | { readonly type: 'same' }
  | { readonly type: 'patch'; readonly patch: Json }
  /** No patch says it: a member that is null, or an object where a list was. */
  | { readonly type: 'unsayable' }

const SAME: Difference = { type: 'same' }
const UNSAYABLE: Difference = { type: 'unsayable' }

/**
 * The patch that makes one value of another: JSON Merge Patch (https://www.rfc-editor.org/rfc/rfc7396), where null removes a
 * member and an object changes one, with one rule more: against a list, an object names the elements that change by their index.
 * Lists of one length are told so, as a condition whose status flips is one element of its list; others are told whole.
 */
export function difference(before: Json, after: Json): Difference {
  if (Object.is(before, after)) return SAME
  if (isList(after)) return isList(before) ? ofLists(before, after) : whole(after)
  if (!isObject(after)) return whole(after)
  if (isList(before)) return UNSAYABLE
  return isObject(before) ? ofObjects(before, after) : saidWhole(after)
}

/** The value that a patch makes of another; neither is changed. An index beyond the list is ignored. */
export function patched(before: Json, patch: Json): Json {
  if (!isObject(patch)) return patch
  if (isList(before))
    return before.map((element, index) => {
      const change = own(patch, String(index))
      return change === undefined ? element : patched(element, change)
    })
  const members = new Map(isObject(before) ? Object.entries(before) : [])
  for (const [name, change] of Object.entries(patch)) {
    if (change === null) members.delete(name)
    else members.set(name, patched(members.get(name) ?? null, change))
  }
  return Object.fromEntries(members)
}

type JsonObject = Readonly<Record<string, Json>>

function ofObjects(before: JsonObject, after: JsonObject): Difference {
  const members: [string, Json][] = []
  for (const name of Object.keys(before))
    if (!Object.hasOwn(after, name)) members.push([name, null])
  for (const [name, value] of Object.entries(after)) {
    const old = own(before, name)
    const change = old === undefined ? saidWhole(value) : difference(old, value)
    if (change.type === 'unsayable' || isNull(change)) return UNSAYABLE
    if (change.type === 'patch') members.push([name, change.patch])
  }
  return members.length === 0 ? SAME : whole(Object.fromEntries(members))
}

function ofLists(before: readonly Json[], after: readonly Json[]): Difference {
  if (before.length !== after.length) return whole(after)
  const elements: [string, Json][] = []
  for (const [index, value] of after.entries()) {
    const change = difference(before[index] ?? null, value)
    if (change.type === 'unsayable') return whole(after)
    if (change.type === 'patch') elements.push([String(index), change.patch])
  }
  return elements.length === 0 ? SAME : whole(Object.fromEntries(elements))
}

/** A value where there was none, or none that could be changed. */
function saidWhole(value: Json): Difference {
  return isObject(value)
    ? ofObjects({}, value).type === 'unsayable'
      ? UNSAYABLE
      : whole(value)
    : whole(value)
}

function whole(patch: Json): Difference {
  return { type: 'patch', patch }
}

function isNull(change: Difference): boolean {
  return change.type === 'patch' && change.patch === null
}

/** Not what every object inherits, whatever a member is called. */
function own(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value)
}
