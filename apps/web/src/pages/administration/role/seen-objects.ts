import type { Effective } from '@argus/contracts/http/roles'

import { reachOf, type Reach } from './reach.ts'

/** Objects by namespace, those without one under the empty name; `undefined` where they are not counted. */
export type Counts = ReadonlyMap<string, number> | undefined

export interface SeenKind {
  readonly group: string
  readonly resource: string
  readonly title: string
}

/** What somebody sees of a kind in a cluster; the number is missing where Argus does not know it. */
export type Seen = { readonly type: 'none' } | { readonly type: 'some'; readonly objects?: number }

/** One cell: today, after saving, and what comes and goes. */
export interface SeenCell {
  readonly cluster: string
  readonly today: Seen
  readonly after: Seen
  readonly change: SeenChange
}

type SeenChange =
  | { readonly type: 'none' }
  | { readonly type: 'changed'; readonly gained: Amount; readonly lost: Amount }

/** How many objects; `uncounted` where Argus does not follow the kind, `undefined` where nothing changes that way. */
export type Amount = number | 'uncounted' | undefined

export interface SeenRow {
  readonly kind: SeenKind
  readonly cells: readonly SeenCell[]
}

export interface Asked {
  readonly kinds: readonly SeenKind[]
  readonly clusters: readonly string[]
  readonly today: Pick<Effective, 'scopes'>
  readonly after: Pick<Effective, 'scopes'>
  readonly counts: (kind: SeenKind, cluster: string) => Counts
}

/** Kind by cluster, only the kinds of which something is seen today or after saving. */
export function seenTable({ kinds, clusters, today, after, counts }: Asked): readonly SeenRow[] {
  const rows = kinds.map((kind) => ({
    kind,
    cells: clusters.map((cluster) => {
      const { group, resource } = kind
      const before = reachOf(today, { cluster, group, resource })
      const then = reachOf(after, { cluster, group, resource })
      const known = counts(kind, cluster)
      return {
        cluster,
        today: seen(before, known),
        after: seen(then, known),
        change: changeBetween(before, then, known),
      }
    }),
  }))
  return rows.filter(({ cells }) =>
    cells.some(({ today: before, after: then }) => before.type === 'some' || then.type === 'some'),
  )
}

/** How many objects come and go, and in how many clusters. */
export interface SeenTotal {
  readonly gained: number
  readonly lost: number
  readonly clustersGained: number
  readonly clustersLost: number
}

export function seenTotal(rows: readonly SeenRow[]): SeenTotal {
  const changes = rows.flatMap(({ cells }) =>
    cells.flatMap(({ cluster, change }) =>
      change.type === 'none' ? [] : [{ cluster, gained: change.gained, lost: change.lost }],
    ),
  )
  const sum = (amounts: readonly Amount[]) =>
    amounts.reduce<number>((all, one) => all + (typeof one === 'number' ? one : 0), 0)
  const clusters = (field: 'gained' | 'lost') =>
    new Set(changes.filter((one) => one[field] !== undefined).map(({ cluster }) => cluster)).size
  return {
    gained: sum(changes.map(({ gained }) => gained)),
    lost: sum(changes.map(({ lost }) => lost)),
    clustersGained: clusters('gained'),
    clustersLost: clusters('lost'),
  }
}

function seen(reach: Reach, counts: Counts): Seen {
  if (reach.type === 'none') return { type: 'none' }
  return counts === undefined ? { type: 'some' } : { type: 'some', objects: within(reach, counts) }
}

function changeBetween(before: Reach, then: Reach, counts: Counts): SeenChange {
  const gains = isBeyond(then, before)
  const loses = isBeyond(before, then)
  if (!gains && !loses) return { type: 'none' }
  if (counts === undefined)
    return {
      type: 'changed',
      gained: gains ? 'uncounted' : undefined,
      lost: loses ? 'uncounted' : undefined,
    }
  const both = [...counts].filter(([name]) => has(before, name) && has(then, name))
  const kept = both.reduce((sum, [, number]) => sum + number, 0)
  return {
    type: 'changed',
    gained: gains ? within(then, counts) - kept : undefined,
    lost: loses ? within(before, counts) - kept : undefined,
  }
}

/** Whether the first holds anything that the other does not. */
function isBeyond(one: Reach, other: Reach): boolean {
  if (one.type === 'none' || other.type === 'all') return false
  if (one.type === 'all' || other.type === 'none') return true
  return one.namespaces.difference(other.namespaces).size > 0
}

function within(reach: Reach, counts: ReadonlyMap<string, number>): number {
  let sum = 0
  for (const [name, number] of counts) if (has(reach, name)) sum += number
  return sum
}

function has(reach: Reach, namespace: string): boolean {
  if (reach.type !== 'namespaces') return reach.type === 'all'
  return namespace !== '' && reach.namespaces.has(namespace)
}
