import type { UplinkHave } from '@argus/contracts/agent-frame'
import type { InformerEvent } from '@argus/informer/informer-event'
import type { Projection } from '@argus/projection/project'
import { topicProjector } from '@argus/projection/topic-projector'

import type { FollowRequest } from '../reach/reach.ts'
import type { AgentLine, TopicMessage } from './agent-line.ts'
import type { AgentLines } from './agent-lines.ts'
import { applyChanges, gone, type Held } from './apply-changes.ts'
import { ViolationError } from './up-message.ts'

/** What one following knows, over all the lines that come and go meanwhile. */
interface Following {
  readonly held: Held
  /** Keys that the agent, or the projector here, holds back. */
  readonly withheld: Set<string>
  readonly request: FollowRequest
  readonly project: ReturnType<typeof topicProjector>
  have: UplinkHave
  /** The lists that were told: by which copy, and how many. */
  lists: string
}

/** A line that is cut comes back within this, mostly: until then the rows are only old. */
const GRACE_MS = 5_000

/**
 * What becomes of the objects of a resource, as the agent of the cluster tells it. A line that ends loses nothing: the next
 * goes on from where this one stood, or, where that cannot be told, from what differs. Ends when the signal aborts.
 */
export async function* followCopy(
  lines: AgentLines,
  cluster: string,
  request: FollowRequest,
): AsyncGenerator<readonly InformerEvent<Projection>[]> {
  const { signal, clock } = request
  const held: Held = new Map([...request.seed].map(([key, { uid, hash }]) => [key, { uid, hash }]))
  const have = held.size === 0 ? 'nothing' : 'copy'
  const project = topicProjector(request)
  const withheld = new Set<string>()
  const following: Following = { held, withheld, request, project, have, lists: '' }
  yield [{ type: 'status', status: { state: 'syncing', since: clock.now() } }]
  while (!signal.aborted) {
    const line = lines.current(cluster)
    if (line === undefined) {
      yield* awaitLine(lines, cluster, request)
      continue
    }
    yield* followLine(line, following)
  }
}

/** Says what the matter is while there is no line; ends when there is one. */
async function* awaitLine(
  lines: AgentLines,
  cluster: string,
  { signal, clock }: FollowRequest,
): AsyncGenerator<readonly InformerEvent<Projection>[]> {
  const since = clock.now()
  const lost = lines.lostAt(cluster)
  if (lost !== undefined && since - lost < GRACE_MS) {
    const reason = 'the line of its agent was cut; the agent dials again'
    yield [{ type: 'status', status: { state: 'stale', since: lost, reason } }]
    if (await lines.arrives(cluster, { signal, withinMs: GRACE_MS - (since - lost) })) return
  }
  const reason = lines.whyNone(cluster)
  yield [{ type: 'status', status: { state: 'unreachable', since: lost ?? since, reason } }]
  await lines.arrives(cluster, { signal })
}

async function* followLine(
  line: AgentLine,
  following: Following,
): AsyncGenerator<readonly InformerEvent<Projection>[]> {
  const { request } = following
  const { signal } = request
  using channel = line.follow(request, following.have)
  const stop = (): void => channel[Symbol.dispose]()
  signal.addEventListener('abort', stop, { once: true })
  /** While copies are compared: the keys that there are. */
  const seen = following.have === 'nothing' ? undefined : new Set<string>()
  try {
    for await (const message of channel.messages()) {
      if (signal.aborted) return
      const events = take(message, { following, seen, channel })
      if (events.length > 0) yield events
      if (message.frame.type !== 'index') channel.taken()
    }
  } catch (error) {
    if (!(error instanceof ViolationError)) throw error
    line.violate(error)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function take(
  { frame, objects }: TopicMessage,
  context: {
    readonly following: Following
    readonly seen: Set<string> | undefined
    readonly channel: { want(keys: readonly string[]): void }
  },
): readonly InformerEvent<Projection>[] {
  const { following, seen, channel } = context
  const { held, withheld, project, request } = following
  const now = request.clock.now()
  switch (frame.type) {
    case 'index': {
      // Of what is not held nothing can be missing: who lies costs no memory.
      for (const [key] of frame.entries) if (held.has(key)) seen?.add(key)
      channel.want(
        frame.entries.filter(([key, hash]) => held.get(key)?.hash !== hash).map(([key]) => key),
      )
      return []
    }
    case 'changes': {
      for (const change of frame.changes) if (change.type !== 'gone') seen?.add(change.key)
      const events = applyChanges(frame, objects, { held, project, now })
      for (const event of events) {
        if (event.type === 'withheld') withheld.add(event.key)
        else if ('key' in event) withheld.delete(event.key)
      }
      if (frame.at !== undefined) following.have = frame.at
      return events
    }
    case 'compared': {
      following.have = frame.at
      const missing = [...held.keys(), ...withheld].filter((key) => seen?.has(key) === false)
      for (const key of missing) withheld.delete(key)
      return missing.flatMap((key) => gone(held, key, now))
    }
    case 'synced': {
      const { have } = following
      const told = `${typeof have === 'object' ? have.epoch : ''} ${frame.lists}`
      if (told === following.lists) return []
      following.lists = told
      return [{ type: 'synced', resourceVersion: '' }]
    }
    case 'status':
      return [{ type: 'status', status: frame.status }]
  }
}
