import type { CatalogResource } from '@argus/contracts/catalog'
import { topicKey } from '@argus/contracts/topic'
import type { TopicStatus } from '@argus/contracts/topic-status'
import type { InformerTiming } from '@argus/informer/timing'

import { abortable } from '@argus/informer/abortable'
import {
  describeResource,
  nextDescription,
  type Description,
  type DescriptionContext,
} from '../cluster/description.ts'
import type { Cluster } from '../cluster/registry.ts'
import { secrecyOf, type SecretsPolicy } from '@argus/projection/secrecy'
import type { Directory } from './directory.ts'
import { followObjects } from './follow-objects.ts'
import { reign, type Reign, type ReignContext } from './reign.ts'
import { topicFor, unservedTopic } from './resource-topic.ts'
import { retire } from './retire.ts'
import { StatusWriter } from './status-writer.ts'
import { tellStats } from './tell-stats.ts'
import type { WantedResource } from './wanted.ts'

/** What following resources needs. */
export interface TopicContext extends ReignContext {
  readonly directory: Directory
  readonly timing: TopicTiming
  readonly secrets: SecretsPolicy
  /** How many resources of one cluster this replica may list at one moment. */
  readonly listsAtOnce: () => number
}

/** The waits of a Topic, in milliseconds; a test may shorten them. */
export interface TopicTiming {
  /** Watches and lists of many resources that begin again together do so within this, at random. */
  readonly spreadMs: number
  readonly informer: Partial<InformerTiming>
}

/** One resource of one cluster, on this replica. */
interface Assignment extends TopicContext {
  readonly cluster: Cluster
  readonly wanted: WantedResource
}

/**
 * Follows one resource of a cluster until the signal aborts: holds the Topic that stands for it, whichever that is
 * at the time, and keeps it in step with the cluster. Rejects with what ended the holding of a Topic.
 */
export async function followResource(assignment: Assignment, signal: AbortSignal): Promise<never> {
  const { wanted, directory } = assignment
  const { ref } = wanted
  await abortable(directory.ready, signal)
  let description = await describeResource(descriptionContext(assignment), signal)
  for (;;) {
    const topic = topicFor(ref, description, directory.resource(ref)?.version)
    const found = description
    description = await reign(topic, { ...assignment, signal }, (held) =>
      hold(held, found, assignment),
    )
  }
}

/** Keeps a held Topic in step until another one stands for the resource; answers the description that says so. */
async function hold(held: Reign, first: Description, assignment: Assignment): Promise<Description> {
  const { wanted, directory, log, timing, clock, random } = assignment
  const status = new StatusWriter(held, assignment)
  const stats = tellStats(held, assignment)
  let shape = held.shape
  let current = first
  for (;;) {
    const entry = entryOf(current, wanted, directory.resource(wanted.ref))
    stats.onTick(() => directory.putResource(wanted.ref, entry))
    await directory.putResource(wanted.ref, entry)
    let next: Description
    if (current.type === 'served') {
      const { shape: told, refusedColumns } = current
      if (refusedColumns.length > 0) assignment.events.columnsRefused(held.topic, refusedColumns)
      if (shape?.hash !== told.hash)
        await held.publisher.after(() => log.setShape(held.lease, told))
      shape = told
      next = await served(current, held, { ...assignment, status, onListed: stats.listed })
      // Every resource that an edit concerns is listed again: not all at once.
      if (next.type === 'served') await clock.sleep(random() * timing.spreadMs, held.signal)
    } else {
      await status.hear(unservedStatus(current, clock.now()))
      next = await nextDescription(current, descriptionContext(assignment), held.signal)
    }
    const known = directory.resource(wanted.ref)?.version
    if (topicKey(topicFor(wanted.ref, next, known)) !== topicKey(held.topic)) {
      if (topicKey(held.topic) !== topicKey(unservedTopic(wanted.ref))) {
        await retire(held, assignment, 'the cluster serves it no more')
      }
      return next
    }
    current = next
  }
}

/** Follows the objects until the cluster describes the resource differently. */
async function served(
  current: Extract<Description, { type: 'served' }>,
  held: Reign,
  context: Assignment & { readonly status: StatusWriter; readonly onListed: () => void },
): Promise<Description> {
  const end = new AbortController()
  const signal = AbortSignal.any([held.signal, end.signal])
  const both = { ...context, timing: context.timing.informer, signal }
  const [objects, next] = await Promise.allSettled([
    followObjects(current, held, both).finally(() => end.abort()),
    nextDescription(current, descriptionContext(context), signal).finally(() => end.abort()),
  ])
  held.signal.throwIfAborted()
  if (objects.status === 'rejected') throw objects.reason
  if (next.status === 'rejected') throw next.reason
  return next.value
}

function descriptionContext(assignment: Assignment): DescriptionContext {
  const { cluster, wanted, clock, random, secrets } = assignment
  const { ref, presentation } = wanted
  return { cluster, ref, presentation, secrecy: secrecyOf(ref, secrets), clock, random }
}

function unservedStatus(
  description: Exclude<Description, { type: 'served' }>,
  now: number,
): TopicStatus {
  if (description.type === 'absent') {
    const { reason = 'the cluster does not serve this resource' } = description
    return { state: 'absent', since: now, reason }
  }
  return { state: description.type, since: now, reason: description.reason.slice(0, 500) }
}

/** The directory's entry. While the cluster cannot say, what it said last. */
function entryOf(
  description: Description,
  { kind, namespaced, plugin }: WantedResource,
  last: CatalogResource | undefined,
): CatalogResource {
  const kept = { ...(plugin !== undefined && { plugin }), followed: true }
  if (description.type === 'served') {
    const { version, shortNames, projector } = description
    return {
      version,
      namespaced: projector.namespaced,
      kind: projector.kind,
      shortNames: [...shortNames],
      ...kept,
    }
  }
  if (description.type !== 'absent' && last !== undefined) {
    const { plugin: _plugin, ...known } = last
    return { ...known, ...kept }
  }
  return { namespaced, kind, shortNames: [], ...kept }
}
