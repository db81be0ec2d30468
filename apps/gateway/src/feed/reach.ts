import {
  mayListSomewhere,
  OBJECT_VERBS,
  ROW_VERBS,
  scopeOf,
  allows,
  type AskedVerb,
} from '@argus/access/allows'
import { covers, intersection, namespacesOf, scopeText, type Scope } from '@argus/access/scope'
import type { Subscribe } from '@argus/contracts/client-frame'
import type { Grant } from '@argus/contracts/grant'
import { clusterTopic, watchesTopic } from '@argus/contracts/internal-topic'
import { parseObjectKey } from '@argus/contracts/key'
import { INTERNAL_GROUP, type ResourceRef } from '@argus/contracts/topic'

/**
 * Which Keys of one Topic a reader may be told of, and whether the totals of Argus's own rows are among what is shown.
 * Readers with equal `text` may be told the same: they can share a View.
 */
export interface Reach {
  readonly text: string
  readonly empty: boolean
  names(key: string): boolean
  /** Whether this row may show counts over objects that the reader may not list. */
  totals(key: string): boolean
}

export interface ReachRequest {
  readonly topic: ResourceRef
  readonly shape: Subscribe['shape']
  readonly namespaces: readonly string[] | undefined
  /** Whether objects of the kind lie in namespaces; a namespace never covers one that does not. */
  readonly namespaced: boolean
}

/** What these grants let a reader see of what is asked for. */
export function reachOf(grants: readonly Grant[], request: ReachRequest): Reach {
  const { topic, shape, namespaces, namespaced } = request
  const verbs = shape === 'object' ? OBJECT_VERBS : ROW_VERBS
  const permitted = scopeOf(grants, topic, verbs)
  const scope =
    namespaces === undefined ? permitted : intersection(permitted, namespacesOf(namespaces))
  return topic.group === INTERNAL_GROUP
    ? internalReach(grants, { topic, scope })
    : {
        text: scopeText(scope),
        empty: scope.type === 'none' || (scope.type === 'namespaces' && !namespaced),
        names: (key) => coversKey(scope, key),
        totals: () => true,
      }
}

/**
 * Argus's own rows name kinds and count objects of every namespace: of `watches` only kinds that the reader may list
 * are named, and counts are for those who may list all that is counted.
 */
function internalReach(
  grants: readonly Grant[],
  { topic, scope }: { topic: ResourceRef; scope: Scope },
): Reach {
  const { cluster, resource } = topic
  const knows = allows(grants, {
    ...clusterTopic(cluster),
    verb: 'get',
  })
  const empty = scope.type !== 'all' // its rows lie in no namespace
  if (resource !== watchesTopic(cluster).resource) {
    return {
      text: `${scopeText(scope)} ${knows}`,
      empty,
      names: (key) => coversKey(scope, key),
      totals: () => knows,
    }
  }
  return {
    text: `${scopeText(scope)} ${knows} ${listable(grants, cluster)}`,
    empty,
    names: (key) => coversKey(scope, key) && mayListSomewhere(grants, kindOf(cluster, key)),
    totals: (key) => knows || scopeOf(grants, kindOf(cluster, key), LIST).type === 'all',
  }
}

const LIST: readonly AskedVerb[] = ['list']

function coversKey(scope: Scope, key: string): boolean {
  return covers(scope, parseObjectKey(key).namespace)
}

/** The kind that a Key of `watches` is about: `/<group>.<resource>`; the name of a resource holds no dot. */
function kindOf(cluster: string, key: string): ResourceRef {
  const { name } = parseObjectKey(key)
  const dot = name.lastIndexOf('.')
  return { cluster, group: name.slice(0, Math.max(dot, 0)), resource: name.slice(dot + 1) }
}

/** Canonical text of which kinds may be listed in a cluster, and of which all objects. */
function listable(grants: readonly Grant[], cluster: string): string {
  const kinds = grants
    .filter((grant) => grant.cluster === null || grant.cluster === cluster)
    .flatMap(({ namespace, permissions }) =>
      permissions
        .filter(({ verb }) => verb === 'list' || verb === '*')
        .map(
          ({ apiGroup, resource }) => `${apiGroup}/${resource}${namespace === null ? ' all' : ''}`,
        ),
    )
  return [...new Set(kinds)].toSorted().join(',')
}
