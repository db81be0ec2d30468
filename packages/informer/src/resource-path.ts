import { CORE_GROUP } from '@argus/contracts/topic'
import type { ResourceVersion } from './resource-version.ts'

/** A resource in one of its versions. The core group is the empty string, or `core`. */
export interface Resource {
  readonly group: string
  readonly version: string
  readonly resource: string
}

/** The path of all objects of a resource. */
function collectionPath({ group, version, resource }: Resource): string {
  const root = group === '' || group === CORE_GROUP ? '/api' : `/apis/${group}`
  return `${root}/${version}/${resource}`
}

/** A page of a list: the first one no older than a version, a later one by its token. */
export function listPath(resource: Resource, { limit, next, notOlderThan }: ListQuery): string {
  const query = new URLSearchParams({ limit: String(limit) })
  if (next !== undefined) query.set('continue', next)
  else if (notOlderThan !== undefined) setNotOlderThan(query, notOlderThan)
  return `${collectionPath(resource)}?${query.toString()}`
}

export interface ListQuery {
  readonly limit: number
  readonly next?: string | undefined
  readonly notOlderThan?: ResourceVersion | undefined
}

/** A watch from a version on. */
export function watchPath(resource: Resource, from: ResourceVersion, seconds: number): string {
  const query = watchQuery(seconds)
  query.set('resourceVersion', from)
  return `${collectionPath(resource)}?${query.toString()}`
}

/** A watch that begins with the whole list (https://kep.k8s.io/3157). */
export function streamingListPath(
  resource: Resource,
  notOlderThan: ResourceVersion | undefined,
  seconds: number,
): string {
  const query = watchQuery(seconds)
  query.set('sendInitialEvents', 'true')
  setNotOlderThan(query, notOlderThan)
  return `${collectionPath(resource)}?${query.toString()}`
}

function watchQuery(seconds: number): URLSearchParams {
  return new URLSearchParams({
    watch: '1',
    allowWatchBookmarks: 'true',
    timeoutSeconds: String(seconds),
  })
}

function setNotOlderThan(query: URLSearchParams, version: ResourceVersion | undefined): void {
  if (version !== undefined) query.set('resourceVersion', version)
  query.set('resourceVersionMatch', 'NotOlderThan')
}
