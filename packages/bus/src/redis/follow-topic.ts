import type { Batch } from '@argus/contracts/record'
import type { Topic } from '@argus/contracts/topic'

import { BusError, UnreadableError } from '../bus-error.ts'
import type { Clock } from '../clock.ts'
import {
  BEGINNING,
  follow,
  held,
  type FollowInput,
  type FollowState,
  type ReadResult,
} from '../follow-state.ts'
import { wholeRead } from '../merge.ts'
import { parseMessage } from '../record-text.ts'
import { mustWait } from '../standing.ts'
import type { FollowEvent } from '../topic-log.ts'
import { topicKeys } from '../topic-keys.ts'
import type { Checks } from './checks.ts'
import { Inbox } from './inbox.ts'
import { readAllRows, readChanges, reaches } from './read-topic.ts'
import type { TopicReads } from './reads.ts'
import type { Subscriptions } from './subscriptions.ts'

export interface FollowParts {
  readonly reads: TopicReads
  readonly subscriber: Subscriptions
  readonly checks: Checks
  readonly prefix: string
  readonly clock: Clock
  readonly onFault: ((error: BusError | UnreadableError) => void) | undefined
}

/** Announcements not parsed yet lie here as they came. */
type Waiting = FollowInput | { readonly type: 'bytes'; readonly bytes: Buffer }

/** A consumer may be so many inputs behind, some tens of megabytes, before it is sent to read again. */
const INBOX = 1_024

/** Follows one Topic: gives the inputs to the decision in their order, reads when it says so, passes on what it tells. */
export async function* followTopic(
  topic: Topic,
  signal: AbortSignal,
  parts: FollowParts,
): AsyncGenerator<FollowEvent> {
  const inbox = new Inbox<Waiting>({ limit: INBOX, overflow: { type: 'lost' } })
  let state: FollowState = BEGINNING
  using _listening = parts.subscriber.join(topicKeys(parts.prefix, topic).channel, {
    message: (bytes) => inbox.push({ type: 'bytes', bytes }),
    subscribed: () => inbox.push({ type: 'lost' }),
  })
  using _checking = parts.checks.joinTopic({
    topic,
    position: () => state.told.copy,
    checked: (found, asked) => inbox.push({ type: 'checked', found, asked }),
    unreadable: () => inbox.push({ type: 'lost' }),
    down: () => inbox.push({ type: 'down' }),
  })
  while (!signal.aborted) {
    const mustRead = state.phase === 'behind' && state.next === 'read'
    const input = mustRead ? await read(topic, { state, inbox, parts }) : await inbox.next(signal)
    if (input === undefined) return
    const step = follow(state, parsed(input), parts.clock.now())
    state = step.state
    yield* step.emit
  }
}

function parsed(input: Waiting): FollowInput {
  if (input.type !== 'bytes') return input
  const message = parseMessage(input.bytes)
  return message === undefined ? { type: 'lost' } : { type: 'message', message }
}

interface Reading {
  readonly state: FollowState
  readonly inbox: Inbox<Waiting>
  readonly parts: FollowParts
}

async function read(topic: Topic, reading: Reading): Promise<ReadResult> {
  try {
    return await readTopic(topic, reading)
  } catch (error) {
    // A Redis that is away is found by the next check, and told then.
    if (error instanceof BusError) return { type: 'read-failed', doubt: undefined }
    if (!(error instanceof UnreadableError)) throw error
    reading.parts.onFault?.(error)
    return { type: 'read-failed', doubt: 'unreadable' }
  }
}

/** Subscribed, then read, then merged. Only the changes where the Topic reaches back to the copy, else all. */
async function readTopic(topic: Topic, { state, inbox, parts }: Reading): Promise<ReadResult> {
  const { reads, subscriber, prefix } = parts
  const { channel } = topicKeys(prefix, topic)
  await subscriber.barrier(channel)
  inbox.takeAll() // Said before anything is read, so the read knows it.
  const before = await reads.standing(topic)
  if (before.meta === undefined) return { type: 'nothing-to-read', standing: before }
  const { copy } = state.told
  const from = copy !== undefined && reaches(before.meta, copy) ? copy : undefined
  if (from === undefined && mustWait(before.meta, held(state))) {
    return { type: 'nothing-to-read', standing: before }
  }
  const { position } = before.meta
  const entries =
    from === undefined
      ? await readAllRows(reads, topic)
      : await readChanges(reads, topic, { after: from.seq, upTo: position.seq })
  const standing = await reads.standing(topic)
  await subscriber.barrier(channel)
  const { meta, owned } = standing
  if (meta === undefined || !reaches(meta, from ?? position)) return { type: 'torn' }
  const buffered = takeBatches(inbox)
  const whole = wholeRead(
    { from: position, upTo: meta.position.seq, time: meta.time, entries },
    buffered,
  )
  if (whole === undefined) return { type: 'torn' }
  return from === undefined
    ? { type: 'read-all', meta, owned, whole }
    : { type: 'read-changes', standing, whole }
}

/** Takes the batches that came meanwhile; the rest stays. */
function takeBatches(inbox: Inbox<Waiting>): readonly Batch[] {
  const batches: Batch[] = []
  const rest: Waiting[] = []
  for (const input of inbox.takeAll().map(parsed)) {
    if (input.type === 'message' && input.message.type === 'batch') batches.push(input.message)
    else rest.push(input)
  }
  inbox.putBack(rest)
  return batches
}
