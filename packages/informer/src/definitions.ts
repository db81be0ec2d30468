import type { ApiServer } from './api-server/api-server.ts'
import { ApiError, ConnectionError, StreamError } from './api-server/api-error.ts'
import type { Clock } from './clock.ts'
import type { ResourceName } from './discovery.ts'
import type { InformerEvent } from './informer-event.ts'
import { runInformer } from './informer.ts'
import type { KubernetesObject } from './kubernetes-object.ts'
import { servedResources } from './served-resources.ts'
import type { InformerTiming } from './timing.ts'

/** A resource was defined or its definition changed, or it is defined no more. */
export interface DefinitionEvent extends ResourceName {
  readonly type: 'changed' | 'removed'
}

export interface DefinitionOptions {
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly timing?: Partial<InformerTiming>
}

/**
 * Tells which custom resources a cluster defines: all of them first, then what changes. By a watch on the
 * metadata of the definitions, or, where that is forbidden, by asking discovery every ten seconds (which
 * cannot tell them from extension servers' resources, and names those too). It ends
 * when the signal aborts.
 */
export async function* followDefinitions(
  api: ApiServer,
  options: DefinitionOptions,
): AsyncGenerator<readonly DefinitionEvent[]> {
  const known = new Map<string, Fingerprint>()
  for await (const events of watchDefinitions(api, options)) {
    for (const event of events) note(known, event)
    yield events
  }
  yield* pollDiscovery(api, { ...options, known })
}

/** What was told, for the poll to go on from. */
function note(known: Map<string, Fingerprint>, { type, group, resource }: DefinitionEvent): void {
  const name = `${resource}.${group}`
  if (type === 'removed') known.delete(name)
  else known.set(name, { group, resource, versions: '' })
}

/** Ends when the definitions may not be read. */
async function* watchDefinitions(
  api: ApiServer,
  options: DefinitionOptions,
): AsyncGenerator<readonly DefinitionEvent[]> {
  const resource = {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    resource: 'customresourcedefinitions',
  }
  const informer = runInformer({
    api,
    resource,
    form: 'metadata',
    project: projectVersion,
    ...options,
  })
  for await (const batch of informer) {
    const events = batch.flatMap(definitionEvents)
    if (events.length > 0) yield events
    if (batch.some((event) => event.type === 'status' && event.status.state === 'forbidden')) return
  }
}

/** Any change of a definition counts, that of its status too: by that it begins to be served. */
function projectVersion({ metadata }: KubernetesObject): { readonly hash: string } {
  return { hash: metadata.resourceVersion }
}

function definitionEvents(event: InformerEvent<unknown>): readonly DefinitionEvent[] {
  if (event.type !== 'upsert' && event.type !== 'deleted') return []
  // A definition is named after what it defines: `/<resource>.<group>`.
  const [resource = '', ...group] = event.key.slice(1).split('.')
  const type = event.type === 'deleted' ? 'removed' : 'changed'
  return [{ type, group: group.join('.'), resource }]
}

const POLL_MS = 10_000

async function* pollDiscovery(
  api: ApiServer,
  {
    clock,
    signal,
    known,
  }: DefinitionOptions & { readonly known: ReadonlyMap<string, Fingerprint> },
): AsyncGenerator<readonly DefinitionEvent[]> {
  let before = known
  while (!signal.aborted) {
    const found = await fingerprints(api, signal)
    const changes = found ? difference(before, found) : []
    before = found ?? before
    if (changes.length > 0) yield changes
    try {
      await clock.sleep(POLL_MS, signal)
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }
}

interface Fingerprint extends ResourceName {
  readonly versions: string
}

/** What is served, by group and resource; `undefined` when it cannot be told now. */
async function fingerprints(
  api: ApiServer,
  signal: AbortSignal,
): Promise<Map<string, Fingerprint> | undefined> {
  try {
    const served = await servedResources(api, signal)
    const named = Map.groupBy(
      served.filter(({ group }) => group.includes('.')),
      ({ group, resource }) => `${resource}.${group}`,
    )
    return new Map(
      [...named].flatMap(([name, [first, ...more]]) =>
        first
          ? [[name, { ...first, versions: [first, ...more].map((v) => v.version).join() }] as const]
          : [],
      ),
    )
  } catch (error) {
    const fault =
      error instanceof ApiError || error instanceof ConnectionError || error instanceof StreamError
    // A cluster that does not answer now is asked again; its informers say so meanwhile.
    if (fault || signal.aborted) return undefined
    throw error
  }
}

function difference(
  before: ReadonlyMap<string, Fingerprint>,
  after: ReadonlyMap<string, Fingerprint>,
): readonly DefinitionEvent[] {
  const changed = [...after].filter(
    ([name, { versions }]) => before.get(name)?.versions !== versions,
  )
  const removed = [...before].filter(([name]) => !after.has(name))
  const named = (type: DefinitionEvent['type'], entries: readonly [string, Fingerprint][]) =>
    entries.map(([, { group, resource }]) => ({ type, group, resource }))
  return [...named('changed', changed), ...named('removed', removed)]
}
