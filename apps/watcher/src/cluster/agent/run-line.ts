import { randomUUID } from 'node:crypto'

import {
  rotationProof,
  UplinkClose,
  type DownFrame,
  type UpFrame,
} from '@argus/contracts/agent-frame'
import type { TopicLogWriter } from '@argus/bus/publish'
import type { FleetDatabase } from '@argus/db/fleet'
import { Refusal } from '@argus/contracts/refusal-code'
import { ZodError } from 'zod'

import type { Clock } from '../../clock.ts'
import type { Events } from '../../events.ts'
import type { Stranger } from '../audit.ts'
import { isSigned, keepKey, keyId, readPublicKey } from './admit-agents.ts'
import type { AgentKeys } from './agent-keys.ts'
import { AgentLine } from './agent-line.ts'
import type { AgentLines } from './agent-lines.ts'
import { holdUplink } from './hold-uplink.ts'
import type { Incoming } from './incoming.ts'
import type { RefusedAgent } from './refused-agents.ts'
import { knownKey, type KnownKey } from './stored-agents.ts'
import { Unpacker, UnpackError } from './unpacker.ts'
import { readUpMessage, ViolationError } from './up-message.ts'

export interface RunLineOptions {
  readonly key: KnownKey
  /** Of the agent's program. */
  readonly version: string
  readonly send: (frame: DownFrame) => void
  readonly messages: AsyncIterable<Incoming>
  readonly db: FleetDatabase
  readonly keys: AgentKeys
  readonly lines: AgentLines
  readonly log: Pick<TopicLogWriter, 'claimUplink' | 'keepUplink' | 'leaveUplink'>
  readonly replica: string
  readonly clock: Clock
  readonly events: Events
  readonly stranger: Stranger
  readonly refused: (refused: RefusedAgent) => Promise<void>
  /** Aborts when this replica stops. */
  readonly signal: AbortSignal
}

/** How a line is to be closed. */
interface LineEnd {
  readonly code: number
  readonly reason: string
}

/** Holds the line of an agent that has proved itself, until either side ends it; answers how it is to be closed. */
export async function runLine(options: RunLineOptions): Promise<LineEnd> {
  const { key, version, send, lines, clock, events, signal } = options
  const { cluster } = key
  const line = new AgentLine({
    cluster,
    key: key.id,
    version,
    since: clock.now(),
    send,
    onCluster: (frame) => lines.tell(cluster, frame),
  })
  using _revoked = options.keys.onChange(() => {
    if (options.keys.get(key.id) !== undefined) return
    endIfRevoked(line, options).catch((error: unknown) => {
      events.storeAway(error)
      line.end('whether its key is good cannot be known now')
    })
  })
  // It may have been revoked since it was looked up, before anybody listened.
  try {
    await endIfRevoked(line, options)
  } catch (error) {
    events.storeAway(error)
    return { code: UplinkClose.Draining, reason: 'the database is away' }
  }
  if (line.whyEnded !== undefined) return line.whyEnded
  send({ type: 'welcome', now: clock.now() })
  lines.add(line)
  events.agentConnected({ cluster, version })
  const holding = holdUplink(line, {
    ...options,
    name: randomUUID(),
    onAway: (error) => events.topicLogAway(error),
  }).catch((error: unknown) => {
    events.bug('holding the line of an agent', error)
    // Nobody would know where it is: the agent dials again.
    line.end('a defect of the watcher')
  })
  const stop = (): void => line.end('this replica stops')
  signal.addEventListener('abort', stop, { once: true })
  let end: LineEnd = { code: UplinkClose.Draining, reason: 'the line has ended' }
  const closed = new Promise<LineEnd>((resolve) => {
    line.signal.addEventListener('abort', () => resolve(line.whyEnded ?? end))
  })
  try {
    const read = listen(line, options).then(() => end)
    end = await Promise.race([read, closed])
    // That it ended is told once it is written why.
    await noteViolation(line, options)
    return end
  } finally {
    line.end(end.reason)
    signal.removeEventListener('abort', stop)
    events.agentLeft({ cluster, reason: end.reason })
    // It stays noted for a moment: the agent may be back at once. A replica that stops waits for nobody.
    if (signal.aborted) await holding
  }
}

/** Takes what the agent says until it hangs up; a violation ends the line. */
async function listen(line: AgentLine, options: RunLineOptions): Promise<void> {
  const { messages, send } = options
  using unpacker = new Unpacker()
  let rotated = false
  try {
    for await (const { data, binary } of messages) {
      if (line.signal.aborted) return
      if (!binary) throw new ViolationError('a message that is not packed')
      const message = readUpMessage(await unpacker.unpack(data))
      send({ type: 'heard', messages: 1 })
      if (message.frame.type !== 'rotate') line.take(message)
      else {
        if (rotated) throw new ViolationError('a second new key on one line')
        rotated = true
        await rotate(message.frame, options)
      }
    }
  } catch (error) {
    if (!isViolation(error)) throw error
    line.violate(error)
  }
}

/** A line that was ended for what no agent sends is written into history. */
async function noteViolation(
  { violation }: AgentLine,
  { refused, key, stranger, events }: RunLineOptions,
): Promise<void> {
  if (violation === undefined) return
  const claimed = violation.message.slice(0, 500)
  const { cluster, id } = key
  try {
    await refused({ why: 'violation', cluster, key: id, claimed, stranger })
  } catch (error) {
    events.storeAway(error)
  }
}

function isViolation(error: unknown): error is Error {
  return (
    error instanceof ViolationError ||
    error instanceof Refusal ||
    error instanceof UnpackError ||
    error instanceof ZodError ||
    error instanceof SyntaxError
  )
}

async function rotate(
  { publicKey, signature }: Extract<UpFrame, { type: 'rotate' }>,
  { db, key, send, stranger }: RunLineOptions,
): Promise<void> {
  const bytes = readPublicKey(publicKey)
  const { cluster } = key
  if (!isSigned(rotationProof(cluster, publicKey), signature, { publicKey: bytes }))
    throw new ViolationError('a new key that it does not have')
  const kept = await keepKey(db, { cluster, publicKey: bytes, from: key.id, actor: stranger })
  if (!kept) throw new ViolationError('a new key that was known before')
  send({ type: 'key_kept', key: keyId(bytes) })
}

/** What was read of the registry may be from before the key: the database is asked itself. */
async function endIfRevoked(
  line: AgentLine,
  { db, key }: Pick<RunLineOptions, 'db' | 'key'>,
): Promise<void> {
  const stored = await knownKey(db, key.id)
  if (stored === undefined || stored.revoked)
    line.end('the key of this agent was revoked', UplinkClose.Refused)
}
