import type { Subscribe } from '@argus/contracts/client-frame'

import { maySee, type Right } from './rights.ts'
import { CLUSTERS, KINDS, NAMESPACES, type Cluster, type Kind, type Place } from './vocabulary.ts'
import type { Version } from './world.ts'

/** What clients ask for, and beside each, said by hand, which objects that means. */
export interface Asked extends Pick<
  Subscribe,
  'shape' | 'patch' | 'labels' | 'health' | 'name' | 'cel' | 'namespaces'
> {
  readonly cluster: Cluster | '*'
  readonly kind: Kind | '*'
  /** Which versions of an object it is about, wherever they lie. */
  readonly about: (version: Version) => boolean
}

const all = (): boolean => true

export const REQUESTS: readonly Asked[] = [
  { cluster: 'a', kind: 'things', shape: 'row', about: all },
  { cluster: 'b', kind: 'things', shape: 'row', about: all },
  { cluster: 'c', kind: 'things', shape: 'object', about: all },
  { cluster: 'a', kind: 'nodes', shape: 'row', about: all },
  { cluster: '*', kind: 'things', shape: 'row', about: all },
  { cluster: '*', kind: 'things', shape: 'object', about: all },
  { cluster: '*', kind: 'nodes', shape: 'object', about: all },
  { cluster: 'a', kind: 'things', shape: 'object', about: all },
  {
    cluster: '*',
    kind: 'things',
    shape: 'row',
    labels: 'team=red',
    about: ({ team }) => team === 'red',
  },
  {
    cluster: 'a',
    kind: 'things',
    shape: 'object',
    labels: 'team!=red,owner',
    about: ({ team, owner }) => team !== 'red' && owner !== undefined,
  },
  {
    cluster: '*',
    kind: 'nodes',
    shape: 'row',
    labels: 'team in (red,blue),!owner',
    about: ({ team, owner }) => team !== 'green' && owner === undefined,
  },
  {
    cluster: '*',
    kind: 'things',
    shape: 'row',
    health: ['Failed', 'Unknown'],
    about: ({ health }) => health === 'Failed' || health === 'Unknown',
  },
  {
    cluster: 'a',
    kind: 'things',
    shape: 'row',
    namespaces: ['shop', 'bank'],
    about: ({ namespace }) => namespace === 'shop' || namespace === 'bank',
  },
  {
    cluster: '*',
    kind: 'things',
    shape: 'object',
    namespaces: ['shop'],
    name: 'n1',
    about: ({ namespace, name }) => namespace === 'shop' && name === 'n1',
  },
  {
    cluster: 'a',
    kind: 'things',
    shape: 'row',
    cel: 'object.spec.size > 5',
    about: ({ size }) => size > 5,
  },
  {
    cluster: '*',
    kind: 'things',
    shape: 'object',
    cel: 'object.spec.owner == "ann" || object.spec.size == 0',
    // Where there is no owner the left half is an error, and the right half may still be true.
    about: ({ owner, size }) => owner === 'ann' || size === 0,
  },
  { cluster: 'a', kind: 'things', shape: 'object', patch: true, about: all },
  { cluster: '*', kind: 'things', shape: 'object', patch: true, about: all },
  { cluster: '*', kind: 'nodes', shape: 'object', patch: true, about: all },
  { cluster: 'a', kind: 'things', shape: 'count', about: all },
  { cluster: '*', kind: 'things', shape: 'count', namespaces: ['shop'], about: inShop },
  { cluster: '*', kind: '*', shape: 'count', about: all },
  {
    cluster: '*',
    kind: '*',
    shape: 'row',
    health: ['Failed'],
    about: ({ health }) => health === 'Failed',
  },
]

function inShop({ namespace }: Version): boolean {
  return namespace === 'shop'
}

/** Whether a client that asked for this may be told of a version. */
export function mayBeTold(asked: Asked, rights: readonly Right[], version: Version): boolean {
  return mayBeNamed(asked, rights, version) && asked.about(version)
}

/** Whether a Key may be named to it, be it as gone: what went has no labels and no health any more. */
export function mayBeNamed(asked: Asked, rights: readonly Right[], place: Place): boolean {
  return (
    (asked.cluster === '*' || asked.cluster === place.cluster) &&
    (asked.kind === '*' || asked.kind === place.kind) &&
    (asked.name === undefined || asked.name === place.name) &&
    (asked.namespaces === undefined || asked.namespaces.includes(place.namespace)) &&
    maySee(rights, place, neededFor(asked))
  )
}

/** Topics it has a View of where all of them are there: those in which something could be seen. */
export function topicsOf(asked: Asked, rights: readonly Right[]): readonly [Cluster, Kind][] {
  return CLUSTERS.filter((cluster) => asked.cluster === '*' || asked.cluster === cluster).flatMap(
    (cluster) =>
      KINDS.filter((kind) => asked.kind === '*' || asked.kind === kind)
        .filter((kind) =>
          (kind === 'nodes' ? ([''] as const) : NAMESPACES)
            .filter((name) => asked.namespaces === undefined || asked.namespaces.includes(name))
            .some((namespace) => maySee(rights, { cluster, kind, namespace }, neededFor(asked))),
        )
        .map((kind): [Cluster, Kind] => [cluster, kind]),
  )
}

function neededFor({ shape, cel }: Asked): 'row' | 'object' {
  return shape === 'object' || cel !== undefined ? 'object' : 'row'
}
