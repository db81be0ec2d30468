import { createHash } from 'node:crypto'
import type { TopicState, TopicStatus } from '@argus/contracts/topic-status'
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

/** A reader of what an informer tells that keeps it, and checks the order: nothing ever goes back in time, or is told too early. */
export interface Follower extends AsyncDisposable {
  readonly copy: ReadonlyMap<string, { readonly uid: string; readonly projection: Projection }>
  readonly events: readonly InformerEvent<Projection>[]
  readonly statuses: readonly TopicStatus[]
  /** The states that it was told of, one after the other: another reason or time is no other state. */
  readonly states: readonly TopicState[]
  readonly status: TopicStatus | undefined
  readonly backwards: readonly string[]
  /** Resolves when what is read has ended; rejects when it threw. */
  readonly ended: Promise<void>
  reaches(state: TopicState, timeoutMs?: number): Promise<TopicStatus>
  stop(): Promise<void>
}

type FollowOptions = Omit<InformerOptions<Projection>, 'project' | 'clock' | 'signal'> &
  Partial<Pick<InformerOptions<Projection>, 'project' | 'clock'>>

/** Reads an informer of its own. */
export function follow(options: FollowOptions): Follower {
  return readEvents(options.resource.resource, (signal) =>
    runInformer({ project, clock: systemClock, timing: SHORT, ...options, signal }),
  )
}

/** Reads what is told of a resource until it is stopped, which aborts the signal. */
export function readEvents(
  name: string,
  tell: (signal: AbortSignal) => AsyncIterable<readonly InformerEvent<Projection>[]>,
): Follower {
  const stop = new AbortController()
  const copy = new Map<string, { uid: string; projection: Projection }>()
  const events: InformerEvent<Projection>[] = []
  const statuses: TopicStatus[] = []
  const backwards: string[] = []
  let listed = false
  const takeStatus = (status: TopicStatus) => {
    statuses.push(status)
    if (status.state === 'live' && !listed) backwards.push('live before the list was complete')
    if (status.state === 'absent') listed = false
  }
  const take = (event: InformerEvent<Projection>) => {
    events.push(event)
    if (event.type === 'status') takeStatus(event.status)
    if (event.type === 'synced') listed = true
    if (event.type === 'deleted' || event.type === 'withheld') copy.delete(event.key)
    if (event.type !== 'upsert') return
    const known = copy.get(event.key)
    const older = known && BigInt(known.projection.version) >= BigInt(event.resourceVersion)
    if (known?.uid === event.uid && older) backwards.push(event.key)
    if (known && known.uid !== event.uid) backwards.push(`${event.key} was not deleted first`)
    copy.set(event.key, event)
  }
  const read = async () => {
    for await (const batch of tell(stop.signal)) batch.forEach(take)
  }
  const ended = read()
  return {
    copy,
    events,
    statuses,
    backwards,
    ended,
    get states() {
      const states = statuses.map(({ state }) => state)
      return states.filter((state, at) => state !== states[at - 1])
    },
    get status() {
      return statuses.at(-1)
    },
    reaches: (state, timeoutMs = 10_000) =>
      until(() => (statuses.at(-1)?.state === state ? statuses.at(-1) : undefined), {
        timeoutMs,
        what: `${name} to be ${state}`,
      }).catch((cause: unknown) => {
        throw new Error(`the last status is ${JSON.stringify(statuses.at(-1))}`, { cause })
      }),
    async stop() {
      stop.abort()
      await ended
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await ended
      if (backwards.length > 0) throw new Error(`it was told wrongly: ${backwards.join(', ')}`)
    },
  }
}
