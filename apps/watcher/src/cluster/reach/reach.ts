import type { ClusterDiagnosis, ClusterFinding } from '@argus/contracts/cluster-diagnosis'
import type { DefinitionEvent } from '@argus/informer/definitions'
import type { Discovery, ResourceName } from '@argus/informer/discovery'
import type { InformerEvent } from '@argus/informer/informer-event'
import type { OfferedResource } from '@argus/informer/offered-resources'
import type { InformerTiming } from '@argus/informer/timing'
import type { Projection } from '@argus/projection/project'
import type { ProjectedTopic } from '@argus/projection/topic-projector'

import type { Clock } from '../../clock.ts'

/**
 * The way to a cluster: what can be asked of it, and how its objects are followed. Whoever uses it does not know whether an
 * API server answers at its other end, or the agent that runs beside one.
 */
export interface Reach extends AsyncDisposable {
  /** What the cluster says of a resource; throws only the signal's reason. */
  discover(name: ResourceName, signal: AbortSignal): Promise<Discovery>
  /** What it serves now and can be followed. Throws an `UnaskedError` where it cannot be asked. */
  offered(signal: AbortSignal): Promise<readonly OfferedResource[]>
  /** The version that it says it is, such as `v1.36.3`; throws, in words for people, where it does not answer. */
  version(signal: AbortSignal): Promise<string>
  /** What is worth knowing of the account that Argus has there; throws where it cannot be reached. */
  findings(signal: AbortSignal): Promise<readonly ClusterFinding[]>
  /** Goes the whole way once more, and says in words what does not work. Throws the signal's reason alone. */
  check(signal: AbortSignal): Promise<ClusterDiagnosis>
  /** Which custom resources it defines: all of them first, then what changes; ends when the signal aborts. */
  definitions(options: {
    readonly clock: Clock
    readonly signal: AbortSignal
  }): AsyncIterable<readonly DefinitionEvent[]>
  /** Tells, until disposed of, each time that it can be asked again after it could not be; where that is not known, never. */
  onBack(tell: () => void): Disposable
  /** What becomes of the objects of a resource, as an informer tells it; ends when the signal aborts. */
  follow(request: FollowRequest): AsyncIterable<readonly InformerEvent<Projection>[]>
}

/** A resource to follow, and what readers have of it already. */
export interface FollowRequest extends ProjectedTopic {
  readonly resource: string
  /** What the topic log holds, by Key: objects of an equal hash are no event, keys that are gone are `deleted`. */
  readonly seed: Iterable<readonly [key: string, held: { uid: string; hash: string }]>
  readonly clock: Clock
  readonly random: () => number
  readonly timing: Partial<InformerTiming>
  /** How many resources of this cluster may be listed at one moment. */
  readonly listsAtOnce: () => number
  /** Told each time that a watch is asked for again, from where the one before had ended. */
  readonly onReconnect: () => void
  readonly signal: AbortSignal
}

/** A cluster that cannot be asked now; the message says why to a person. */
export class UnaskedError extends Error {
  override readonly name = 'UnaskedError'
}
