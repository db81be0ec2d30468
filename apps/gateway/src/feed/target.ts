import { touches } from '@argus/access/allows'
import type { Subscribe } from '@argus/contracts/client-frame'
import type { Grant } from '@argus/contracts/grant'
import { Refusal } from '@argus/contracts/refusal-code'
import {
  INTERNAL_GROUP,
  UNSERVED_VERSION,
  type ResourceRef,
  type Topic,
} from '@argus/contracts/topic'

import type { Directory, FollowedResource } from './directory.ts'
import { filterOf, type Filter } from './filter.ts'
import { lensOf, type Lens } from './lens.ts'
import { reachOf } from './reach.ts'

/** What a client asked for, its filter read. */
export interface Wish extends Pick<Subscribe, 'topic' | 'namespaces' | 'shape'> {
  readonly filter: Filter
}

/** Reads a request's filter. Throws a Refusal `bad_selector`. */
export function wishOf({ topic, namespaces, shape, ...filter }: Subscribe): Wish {
  return { topic, namespaces, shape, filter: filterOf(filter) }
}

/** What one cluster contributes to a Subscription now. */
export interface Target {
  readonly topic: Topic
  readonly resource: FollowedResource
  readonly lens: Lens
}

/**
 * What a wish comes to, by cluster. A wish for one cluster that comes to nothing is a Refusal; for all clusters
 * whatever is there and permitted counts, and more may come.
 */
export function targetsOf(
  wish: Wish,
  { directory, grants }: { readonly directory: Directory; readonly grants: readonly Grant[] },
): ReadonlyMap<string, Target> | Refusal {
  const one = wish.topic.cluster
  const clusters = one === '*' ? directory.clusters : [one]
  const targets = new Map<string, Target>()
  for (const cluster of clusters) {
    const target = targetIn(cluster, wish, { directory, grants })
    if (!(target instanceof Refusal)) targets.set(cluster, target)
    else if (one !== '*') return target
  }
  return targets
}

/** What of a wish is permitted and not followed: it would be, if somebody asked. */
export function unfollowedBy(
  wish: Wish,
  { directory, grants }: { readonly directory: Directory; readonly grants: readonly Grant[] },
): readonly ResourceRef[] {
  const { cluster: one, group, resource } = wish.topic
  if (group === INTERNAL_GROUP) return []
  const clusters = one === '*' ? directory.clusters : [one]
  return clusters.flatMap((cluster) => {
    const target = targetIn(cluster, wish, { directory, grants })
    const missing = target instanceof Refusal && target.code === 'not_followed'
    return missing ? [{ cluster, group, resource }] : []
  })
}

/** Rights come before existence: whoever may not see a thing gets the answer for one that is not there. */
function targetIn(
  cluster: string,
  wish: Wish,
  { directory, grants }: { readonly directory: Directory; readonly grants: readonly Grant[] },
): Target | Refusal {
  const { group, resource: name, version: asked } = wish.topic
  const ref = { cluster, group, resource: name }
  if (!touches(grants, cluster) || !directory.hasCluster(cluster)) return noSuchCluster()
  const resource = directory.followed(ref)
  const reach = reachOf(grants, {
    topic: ref,
    shape: wish.shape,
    namespaces: wish.namespaces,
    namespaced: resource?.namespaced ?? true,
  })
  if (reach.empty) return notAllowed()
  if (resource === undefined) return notFollowed()
  const version = resource.version ?? UNSERVED_VERSION
  if (asked !== undefined && asked !== version) return otherVersion(resource.version)
  const lens = lensOf({ topic: ref, filter: wish.filter, shape: wish.shape, reach })
  return { topic: { ...ref, version }, resource, lens }
}

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
  )

const otherVersion = (version: string | undefined) =>
  new Refusal(
    'version_not_followed',
    version === undefined
      ? 'The cluster does not serve this resource now. Subscribe without a version to see when it does.'
      : `Argus follows this resource in version ${version}, the one that the cluster stores. Subscribe without a version.`,
  )
