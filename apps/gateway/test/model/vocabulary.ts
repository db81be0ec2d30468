import type { Health } from '@argus/contracts/row'

/** What schedules are made of: few names, so that they meet often, and some that begin alike. */
export const CLUSTERS = ['a', 'b', 'c'] as const
export const KINDS = ['things', 'nodes'] as const
export const NAMESPACES = ['shop', 'bank', 'shopping'] as const
export const NAMES = ['n0', 'n1', 'n2', 'n3'] as const
export const TEAMS = ['red', 'blue', 'green'] as const
export const OWNERS = ['ann', 'bob'] as const
export const HEALTHS: readonly Health[] = ['Current', 'InProgress', 'Failed', 'Unknown']

export type Cluster = (typeof CLUSTERS)[number]
export type Kind = (typeof KINDS)[number]
export type Namespace = (typeof NAMESPACES)[number] | ''

/** Where an object lies; nodes lie in no namespace. */
export interface Place {
  readonly cluster: Cluster
  readonly kind: Kind
  readonly namespace: Namespace
  readonly name: string
}

export function keyOf({ namespace, name }: Pick<Place, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`
}

export function placeText(place: Place): string {
  return `${place.cluster} ${place.kind} ${keyOf(place)}`
}
