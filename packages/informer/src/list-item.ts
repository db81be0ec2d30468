import type { ListItem, ItemType } from './api-server/list-items.ts'
import { BrokenLineError } from './fault.ts'
import { type KubernetesObject, isKubernetesObject } from './kubernetes-object.ts'

/** The object that an item of a list is. Items of built-in kinds carry no type: they get that of their list. */
export function objectOf(
  { value, bytes }: ListItem,
  type: ItemType | undefined,
): { readonly object: KubernetesObject; readonly bytes: Buffer } {
  if (!isKubernetesObject(value)) throw new BrokenLineError('the list has an item without a name')
  if (value.kind !== undefined || !type) return { object: value, bytes }
  const head = JSON.stringify({ apiVersion: type.apiVersion, kind: type.kind })
  const typed = Buffer.concat([Buffer.from(`${head.slice(0, -1)},`), bytes.subarray(1)])
  return { object: { ...type, ...value }, bytes: typed }
}
