import type { Item } from '@argus/contracts/gateway-frame'

import { keyOf, NAMES, NAMESPACES, type Cluster, type Kind, type Place } from './vocabulary.ts'
import type { Version } from './world.ts'

/** An object as a client shows it: its state, and the state of the object beside the row. */
interface Shown {
  readonly n: number
  readonly uid: string
  readonly object: number | undefined
  /** As it was told: what a patch begins at. */
  readonly item: Item
}

export interface Seen {
  readonly id: string
  readonly cluster: Cluster
  readonly kind: Kind
  readonly items: Map<string, Shown>
  /** `namespace health` → how many. */
  readonly counts: Map<string, number>
  at: string | undefined
  state: string
  synced: boolean
  /** A step came after the snapshot. */
  stepped: boolean
  /**
   * Whether it stands where all do: who is brought there, in as many steps as there are edits on the way, may be told that
   * something is gone that it never had.
   */
  level: boolean
}

export function isOf(version: Version, view: Seen, { key, uid, health, owners }: Item): boolean {
  return (
    isIn(version, view) &&
    keyOf(version) === key &&
    version.uid === uid &&
    version.health === health &&
    owners.length === 0
  )
}

export function isIn(version: Version, { cluster, kind }: Pick<Seen, 'cluster' | 'kind'>): boolean {
  return version.cluster === cluster && version.kind === kind
}

export function isSame(one: Place, other: Place): boolean {
  return one.cluster === other.cluster && one.kind === other.kind && keyOf(one) === keyOf(other)
}

export function placeOf({ cluster, kind }: Seen, key: string): Place | undefined {
  const [inNamespace, called] = key.split('/')
  const name = NAMES.find((it) => it === called)
  const namespace = inNamespace === '' ? '' : NAMESPACES.find((it) => it === inNamespace)
  return name === undefined || namespace === undefined
    ? undefined
    : { cluster, kind, namespace, name }
}

export function numberIn(object: Readonly<Record<string, unknown>>): number {
  const { spec } = object
  return typeof spec === 'object' && spec !== null && 'n' in spec ? Number(spec.n) : Number.NaN
}
