import type { KubernetesObject } from '@argus/contracts/gateway-frame'
import { stringify } from 'yaml'

/** The object as people write it: identity first, then spec, then status. */
export function yamlOf(object: KubernetesObject): string {
  const known = ['apiVersion', 'kind', 'metadata', 'spec', 'data'].filter((name) => name in object)
  const rest = Object.keys(object).filter((name) => !known.includes(name) && name !== 'status')
  const status = 'status' in object ? ['status'] : []
  const ordered = Object.fromEntries(
    [...known, ...rest, ...status].map((name) => [name, object[name]]),
  )
  return stringify(ordered, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd()
}

/** Lines of `after` that `before` does not have, each line of `before` standing for one of `after`. */
export function changedLines(before: string, after: string): ReadonlySet<number> {
  const left = new Map<string, number>()
  for (const line of before.split('\n')) left.set(line, (left.get(line) ?? 0) + 1)
  const changed = new Set<number>()
  for (const [index, line] of after.split('\n').entries()) {
    const count = left.get(line) ?? 0
    if (count === 0) changed.add(index)
    else left.set(line, count - 1)
  }
  return changed
}
