import { CORE_GROUP } from '@argus/contracts/topic'
import { ApiError, ConnectionError, StreamError } from './api-server/api-error.ts'
import type { ApiServer } from './api-server/api-server.ts'
import { type DefinedResource, definedResource } from './crd.ts'
import { servedResources } from './served-resources.ts'
import { systemClock } from './system-clock.ts'

/** What a cluster says about a resource. */
export type Discovery =
  | ({ readonly type: 'served' } & DefinedResource)
  /** `reason`: it is served, but not so that it could be followed. */
  | { readonly type: 'absent'; readonly reason?: string | undefined }
  | { readonly type: 'forbidden'; readonly reason: string }
  | { readonly type: 'unreachable'; readonly reason: string }

/** A resource whatever its version; the core group is the empty string, or `core`. */
export interface ResourceName {
  readonly group: string
  readonly resource: string
}

/**
 * Asks a cluster for a resource: its stored version, names and printer columns from its definition, or what
 * discovery tells (no columns then) where there is none, or none that we may read. Waits while the server
 * says that it is starting. Throws only the signal's reason.
 */
export async function discover(
  api: ApiServer,
  name: ResourceName,
  signal: AbortSignal,
): Promise<Discovery> {
  try {
    const found = await patiently(async () => {
      const definition = await readDefinition(api, name, signal)
      return definition ? definedResource(definition) : findServed(api, name, signal)
    }, signal)
    if (found === undefined) return { type: 'absent' }
    return 'reason' in found ? { type: 'absent', ...found } : { type: 'served', ...found }
  } catch (error) {
    signal.throwIfAborted()
    return refusalOf(error)
  }
}

/** The definition of a resource; `undefined` where there is none, or none that we may read. */
async function readDefinition(
  api: ApiServer,
  { group, resource }: ResourceName,
  signal: AbortSignal,
): Promise<unknown> {
  // Only groups that are domains can be defined; the others are built in.
  if (!group.includes('.')) return undefined
  const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${resource}.${group}`
  try {
    return await api.get(path, { signal })
  } catch (error) {
    if (error instanceof ApiError && [403, 404].includes(error.status)) return undefined
    throw error
  }
}

async function findServed(
  api: ApiServer,
  { group, resource }: ResourceName,
  signal: AbortSignal,
): Promise<DefinedResource | Unfollowable | undefined> {
  const served = await servedResources(api, signal, group === CORE_GROUP ? '' : group)
  const found = served.find((candidate) => candidate.resource === resource)
  if (found === undefined) return undefined
  const { verbs, version, namespaced, kind, singular, shortNames } = found
  const missing = ['list', 'watch'].filter((verb) => verbs.length > 0 && !verbs.includes(verb))
  if (missing.length > 0) {
    return { reason: `the API of ${group} offers no ${missing.join(' and no ')} of ${resource}` }
  }
  return { version, namespaced, kind, singular, shortNames, columns: [] }
}

/** It is served, but cannot be followed: for people, why. */
interface Unfollowable {
  readonly reason: string
}

/** As often as a server that is starting may put us off before it counts as unreachable. */
const PATIENCE = 20

async function patiently<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let left = PATIENCE; ; left--) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 429 || left <= 1) throw error
      await systemClock.sleep(error.retryAfterMs ?? 1_000, signal)
    }
  }
}

function refusalOf(error: unknown): Discovery {
  if (error instanceof ApiError) {
    const type = error.status === 403 ? 'forbidden' : 'unreachable'
    return { type, reason: error.message }
  }
  if (error instanceof ConnectionError || error instanceof StreamError) {
    return { type: 'unreachable', reason: error.message }
  }
  throw error
}
