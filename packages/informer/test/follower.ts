import { createHash } from 'node:crypto'
import type { TopicStatus } from '@argus/contracts/topic-status'
import { until } from '@argus/testkit/until'
import type { InformerEvent } from '../src/informer-event.ts'
import { type InformerOptions, runInformer } from '../src/informer.ts'
import type { KubernetesObject } from '../src/kubernetes-object.ts'
import { systemClock } from '../src/system-clock.ts'
import type { InformerTiming } from '../src/timing.ts'

/** Short enough for a test; the order of the waits is that of the real ones. */
export const SHORT: Partial<InformerTiming> = {
  backoff: { firstMs: 50, capMs: 500, resetMs: 10_000 },
  silenceMs: 5_000,
  streamingListMs: 1_000,
  spreadMs: 50,
  recheckMs: 100,
}

export interface Projection {
  readonly hash: string
  readonly version: string
  readonly text: string
  readonly object: KubernetesObject
}

export function project(object: KubernetesObject, bytes: Buffer): Projection {
  return {
    hash: createHash('sha1').update(bytes).digest('hex'),
    version: object.metadata.resourceVersion,
    text: bytes.toString('utf8'),
    object,
  }
}

/** A reader of an informer that keeps what it was told, and checks that nothing ever goes back in time. */
export interface Follower extends AsyncDisposable {
  readonly copy: ReadonlyMap<string, { readonly uid: string; readonly projection: Projection }>
  readonly events: readonly InformerEvent<Projection>[]
  readonly statuses: readonly TopicStatus[]
  readonly status: TopicStatus | undefined
  readonly backwards: readonly string[]
  /** Resolves when the informer has ended; rejects when it threw. */
  readonly ended: Promise<void>
  reaches(state: TopicStatus['state'], timeoutMs?: number): Promise<TopicStatus>
  stop(): Promise<void>
}

type FollowOptions = Omit<InformerOptions<Projection>, 'project' | 'clock' | 'signal'> &
  Partial<Pick<InformerOptions<Projection>, 'project' | 'clock'>>

export function follow(options: FollowOptions): Follower {
  const stop = new AbortController()
  const copy = new Map<string, { uid: string; projection: Projection }>()
  const events: InformerEvent<Projection>[] = []
  const statuses: TopicStatus[] = []
  const backwards: string[] = []
  const informer = runInformer({
    project,
    clock: systemClock,
    timing: SHORT,
    ...options,
    signal: stop.signal,
  })
  const take = (event: InformerEvent<Projection>) => {
    events.push(event)
    if (event.type === 'status') statuses.push(event.status)
    if (event.type === 'deleted') copy.delete(event.key)
    if (event.type !== 'upsert') return
    const known = copy.get(event.key)
    const older = known && BigInt(known.projection.version) >= BigInt(event.resourceVersion)
    if (known?.uid === event.uid && older) backwards.push(event.key)
    if (known && known.uid !== event.uid) backwards.push(`${event.key} was not deleted first`)
    copy.set(event.key, event)
  }
  const read = async () => {
    for await (const batch of informer) batch.forEach(take)
  }
  const ended = read()
  return {
    copy,
    events,
    statuses,
    backwards,
    ended,
    get status() {
      return statuses.at(-1)
    },
    reaches: (state, timeoutMs = 10_000) =>
      until(() => (statuses.at(-1)?.state === state ? statuses.at(-1) : undefined), {
        timeoutMs,
        what: `${options.resource.resource} to be ${state}, last ${JSON.stringify(statuses.at(-1))}`,
      }),
    async stop() {
      stop.abort()
      await ended
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await ended
    },
  }
}
