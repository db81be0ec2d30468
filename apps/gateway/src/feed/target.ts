import { touches } from '@argus/access/allows'
import { EVERY, type Subscribe } from '@argus/contracts/client-frame'
import type { Grant } from '@argus/contracts/grant'
import { Refusal } from '@argus/contracts/refusal-code'
import {
  INTERNAL_GROUP,
  resourceKey,
  UNSERVED_VERSION,
  type ResourceRef,
  type Topic,
} from '@argus/contracts/topic'

import type { Expression } from './cel/expression.ts'
import type { Directory } from './directory.ts'
import { filterOf, type Filter, type FilterRequest } from './filter.ts'
import type { FollowedResource } from './followed-kinds.ts'
import { lensOf, type Lens } from './lens.ts'
import { reachOf } from './reach.ts'

/** What a client asked for, its filter read. */
export interface Wish extends Pick<Subscribe, 'topic' | 'namespaces' | 'shape' | 'patch'> {
  readonly filter: Filter
}

/** Reads a request. Throws a Refusal: `bad_selector`, or `invalid_request` for too much at once and for patches of no objects. */
export function wishOf({ topic, namespaces, shape, patch, ...filter }: WishRequest): Wish {
  const wish = { topic, namespaces, shape, patch, filter: filterOf(filter) }
  if (patch === true && shape !== 'object') throw noPatches()
  if (wish.filter.cel !== undefined && (isWide(wish) || topic.group === INTERNAL_GROUP))
    throw noObjects()
  if (isWide(wish)) {
    if (shape === 'object' || (shape === 'row' && filter.health === undefined)) throw tooWide()
    if (topic.version !== undefined) throw versionOfAll()
  }
  return wish
}

/** What a `subscribe` and a read have in common. */
export type WishRequest = Pick<Subscribe, 'topic' | 'namespaces' | 'shape' | 'patch'> &
  FilterRequest

/** Whether it asks for all kinds at once: those that are followed anyway. */
export function isWide({ topic: { group, resource } }: Pick<Wish, 'topic'>): boolean {
  return group === EVERY || resource === EVERY
}

/** What one resource of one cluster contributes to a Subscription now. */
export interface Target {
  readonly topic: Topic
  readonly resource: FollowedResource
  readonly lens: Lens
  /** What its objects have to meet beyond the lens. */
  readonly cel: Expression | undefined
  /** Whether it was asked for by its name: then it stays followed while it is looked at. */
  readonly wanted: boolean
}

/** By `resourceKey`. */
export type Targets = ReadonlyMap<string, Target>

/** What there is, and who asks. */
export interface Standing {
  readonly directory: Directory
  readonly grants: readonly Grant[]
}

/**
 * What a wish for one resource comes to. For one cluster, nothing is a Refusal; for all clusters whatever is there and
 * permitted counts, and more may come.
 */
export function targetsOf(wish: Wish, standing: Standing): Targets | Refusal {
  const { cluster: one, group, resource } = wish.topic
  const clusters = one === EVERY ? standing.directory.clusters : [one]
  const targets = new Map<string, Target>()
  for (const cluster of clusters) {
    const target = targetIn({ cluster, group, resource }, wish, standing)
    if (!(target instanceof Refusal)) targets.set(resourceKey(target.topic), target)
    else if (one !== EVERY) return target
  }
  return targets
}

/** What of a wish is permitted and not followed: it would be, if somebody asked. All kinds at once ask for none. */
export function unfollowedBy(wish: Wish, standing: Standing): readonly ResourceRef[] {
  const { cluster: one, group, resource } = wish.topic
  if (group === INTERNAL_GROUP || isWide(wish)) return []
  const clusters = one === EVERY ? standing.directory.clusters : [one]
  return clusters.flatMap((cluster) => {
    const target = targetIn({ cluster, group, resource }, wish, standing)
    const missing = target instanceof Refusal && target.code === 'not_followed'
    return missing ? [{ cluster, group, resource }] : []
  })
}

/** Rights come before existence: whoever may not see a thing gets the answer for one that is not there. */
export function targetIn(
  ref: ResourceRef,
  wish: Wish,
  { directory, grants }: Standing,
): Target | Refusal {
  const { filter, shape, patch = false, namespaces } = wish
  const asked = wish.topic.version
  const unknown = unknownCluster(ref.cluster, { directory, grants })
  if (unknown !== undefined) return unknown
  const resource = directory.followed(ref)
  const reach = reachOf(grants, {
    topic: ref,
    shape: filter.cel === undefined ? shape : 'object', // whoever may not read a field may not ask about it
    namespaces,
    namespaced: resource?.namespaced ?? true,
  })
  if (reach.empty) return notAllowed()
  if (resource === undefined) return notFollowed()
  const version = resource.version ?? UNSERVED_VERSION
  if (asked !== undefined && asked !== version) return otherVersion(resource.version)
  const lens = lensOf({ topic: ref, filter, shape, patch, reach })
  return { topic: { ...ref, version }, resource, lens, cel: filter.cel, wanted: !isWide(wish) }
}

/** The one answer for a cluster that is not there and for one that whoever asks may not know of. */
export function unknownCluster(
  cluster: string,
  { directory, grants }: Standing,
): Refusal | undefined {
  return touches(grants, cluster) && directory.hasCluster(cluster) ? undefined : noSuchCluster()
}

const tooWide = () =>
  new Refusal(
    'invalid_request',
    'All kinds at once come as rows of some health, or as counts. Add `health`, or ask for the shape `count`.',
  )

const noObjects = () =>
  new Refusal(
    'invalid_request',
    'A CEL expression is for the objects of one kind. Name group and resource, and none of Argus itself.',
  )

const noPatches = () =>
  new Refusal(
    'invalid_request',
    'Only objects come as patches. Ask for the shape `object`, or leave `patch` away.',
  )

const versionOfAll = () =>
  new Refusal(
    'invalid_request',
    'All kinds at once have no version in common. Leave the version away.',
  )

const noSuchCluster = () =>
  new Refusal(
    'not_found',
    'There is no such cluster, or you have no rights in it. Ask an administrator for access if it should be there.',
  )

const notAllowed = () =>
  new Refusal(
    'not_allowed',
    'Your rights in this cluster do not cover what was asked for. Ask an administrator for a role that does.',
  )

const notFollowed = () =>
  new Refusal(
    'not_followed',
    'Argus does not follow this resource in this cluster yet. It was asked to: try again in a moment.',
    { retryAfterMs: 2_000 },
  )

const otherVersion = (version: string | undefined) =>
  new Refusal(
    'version_not_followed',
    version === undefined
      ? 'The cluster does not serve this resource now. Ask without a version to see when it does.'
      : `Argus follows this resource in version ${version}, the one that the cluster stores. Ask without a version.`,
  )
