import { helloFrameSchema, UPLINK_AUDIENCE, UplinkClose } from '@argus/contracts/agent-frame'
import type { DownFrame } from '@argus/contracts/agent-frame'
import { storeUnavailable, type FleetDatabase } from '@argus/db/fleet'
import type { WebSocket } from 'ws'

import type { Clock } from '../../clock.ts'
import type { Events } from '../../events.ts'
import type { Stranger } from '../audit.ts'
import { firstUse } from './admit-agents.ts'
import type { AgentKeys } from './agent-keys.ts'
import { incoming, type Incoming } from './incoming.ts'
import { judgeHello } from './judge-hello.ts'
import type { RefusedAgent } from './refused-agents.ts'
import { runLine, type RunLineOptions } from './run-line.ts'
import { knownKey, type KnownKey } from './stored-agents.ts'

export interface ServeAgentOptions extends Omit<
  RunLineOptions,
  'key' | 'version' | 'send' | 'messages'
> {
  readonly db: FleetDatabase
  readonly keys: AgentKeys
  readonly clock: Clock
  readonly events: Events
  /** Whether this replica follows a cluster by its agent. */
  readonly isFollowed: (cluster: string) => boolean
  readonly refused: (refused: RefusedAgent) => Promise<void>
}

interface Visitor {
  readonly nonce: string
  readonly stranger: Stranger
  /** Called once it is known who it is. */
  readonly onKnown: () => void
}

/** From the socket's opening to a hello: it says nothing but that. */
const HELLO_MS = 10_000
/** What an agent has not read yet: a whole cluster's Topics to follow are less. Who reads nothing is not written to for ever. */
const MAX_UNREAD_BYTES = 8 * 1024 * 1024
const PING_MS = 10_000
const SILENT_MS = 30_000

/** Serves whoever has dialled in: lets an agent prove itself, and holds its line until either side ends it. */
export async function serveAgent(
  socket: WebSocket,
  options: ServeAgentOptions & Visitor,
): Promise<void> {
  const { clock, nonce, signal } = options
  using _alive = watch(socket, clock)
  const send = (frame: DownFrame): void => {
    if (socket.bufferedAmount > MAX_UNREAD_BYTES) return socket.terminate()
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame))
  }
  socket.on('error', () => socket.terminate())
  const messages = incoming(socket, signal)
  const late = setTimeout(() => socket.close(UplinkClose.Violation, 'say hello'), HELLO_MS)
  try {
    send({ type: 'challenge', nonce, audience: UPLINK_AUDIENCE })
    const first = await messages.next()
    clearTimeout(late)
    if (first.done === true) return
    const admitted = await admit(first.value, options)
    if (admitted.type === 'refused') {
      send({ type: 'refused', code: String(admitted.code), error: admitted.reason })
      return socket.close(admitted.code, admitted.reason)
    }
    options.onKnown()
    const { key, version } = admitted
    const { code, reason } = await runLine({ ...options, key, version, send, messages })
    socket.close(code, reason)
  } finally {
    clearTimeout(late)
    // Who does not answer the close is cut off.
    const cut = setTimeout(() => socket.terminate(), 1_000)
    socket.once('close', () => clearTimeout(cut))
    if (socket.readyState === socket.CLOSED) clearTimeout(cut)
    await messages.return(undefined)
  }
}

type Admitted =
  | { readonly type: 'admitted'; readonly key: KnownKey; readonly version: string }
  | { readonly type: 'refused'; readonly code: number; readonly reason: string }

async function admit(
  { data, binary }: Incoming,
  options: ServeAgentOptions & Visitor,
): Promise<Admitted> {
  const { db, nonce, stranger, refused, isFollowed, events } = options
  const hello = binary ? undefined : helloFrameSchema.safeParse(parsed(data)).data
  if (hello === undefined)
    return { type: 'refused', code: UplinkClose.Violation, reason: 'this is no hello' }
  try {
    const verdict = judgeHello(hello, { key: await knownKey(db, hello.key), nonce })
    if (verdict.type === 'refused') {
      const { why, cluster } = verdict
      await refused({ why, cluster, key: hello.key, claimed: hello.cluster, stranger })
      return { type: 'refused', code: UplinkClose.Refused, reason: NOT_GOOD }
    }
    const { key } = verdict
    if (!isFollowed(key.cluster))
      return { type: 'refused', code: UplinkClose.Draining, reason: 'not here yet; dial again' }
    if (!key.used && !(await firstUse(db, key)))
      return { type: 'refused', code: UplinkClose.Refused, reason: NOT_GOOD }
    return { type: 'admitted', key, version: hello.version }
  } catch (error) {
    if (!storeUnavailable(error)) throw error
    events.storeAway(error)
    return { type: 'refused', code: UplinkClose.Draining, reason: 'the database is away' }
  }
}

/** Whoever is refused is told no more than that, whatever is wrong. */
const NOT_GOOD =
  'the key of this agent is not good here: it was revoked or never known; make a registration token'

function parsed(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString('utf8'))
  } catch {
    return undefined
  }
}

/** Asks for a sign of life from time to time, and ends what gives none. */
function watch(socket: WebSocket, clock: Clock): Disposable {
  let heardAt = clock.now()
  const heard = (): void => {
    heardAt = clock.now()
  }
  socket.on('message', heard).on('ping', heard).on('pong', heard)
  const timer = setInterval(() => {
    if (clock.now() - heardAt > SILENT_MS) return socket.terminate()
    if (socket.readyState === socket.OPEN) socket.ping()
  }, PING_MS)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
