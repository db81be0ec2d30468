import type { ItemType } from './api-server/list-items.ts'
import { BrokenLineError } from './fault.ts'
import { type KubernetesObject, isKubernetesObject } from './kubernetes-object.ts'
import { isTooDeep } from './nesting.ts'

/** Parses an item of a list. Items of built-in kinds carry no type: they get that of their list. */
export function parseListItem(
  item: Buffer,
  type: ItemType | undefined,
): { readonly object: KubernetesObject; readonly bytes: Buffer } {
  if (isTooDeep(item)) throw new BrokenLineError('the list has an item that is nested too deep')
  const object = parseJson(item)
  if (!isKubernetesObject(object)) throw new BrokenLineError('the list has an item without a name')
  if (object.kind !== undefined || !type) return { object, bytes: item }
  const head = JSON.stringify({ apiVersion: type.apiVersion, kind: type.kind })
  const bytes = Buffer.concat([Buffer.from(`${head.slice(0, -1)},`), item.subarray(1)])
  return { object: { ...type, ...object }, bytes }
}

function parseJson(item: Buffer): unknown {
  try {
    return JSON.parse(item.toString('utf8'))
  } catch (cause) {
    throw new BrokenLineError('the list has an item that is not JSON', { cause })
  }
}
