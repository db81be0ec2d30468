import {
  downFrameSchema,
  UPLINK_AUDIENCE,
  UplinkClose,
  uplinkProof,
  type DownFrame,
  type HelloFrame,
} from '@argus/contracts/agent-frame'
import type { RawData, WebSocket } from 'ws'

import type { Clock } from '../clock.ts'
import type { ClusterDesk } from '../cluster/cluster-desk.ts'
import type { ConsoleAddress } from '../console/address.ts'
import type { Events } from '../events.ts'
import type { Keeper } from '../identity/keeper.ts'
import type { Topics } from '../topics/topics.ts'
import { dial } from './dial.ts'
import { Line } from './line.ts'
import type { LineEndType } from './state.ts'

export interface HoldOptions {
  readonly address: ConsoleAddress
  readonly keeper: Keeper
  readonly topics: Topics
  readonly cluster: ClusterDesk
  readonly clock: Clock
  readonly events: Events
  /** Of this program. */
  readonly version: string
  /** The watcher knows the agent: the line is open. */
  readonly onWelcome: () => void
}

/** Why a line ended. */
export interface LineEnd {
  readonly why: LineEndType
  readonly reason: string
}

/** Both ends say something this often; who hears nothing for so long gives the line up: it may be dead and look alive. */
const PING_MS = 10_000
const SILENT_MS = 30_000

/** Dials the watcher, proves who it is, and serves the line until it ends or the signal aborts; answers why it ended. */
export async function holdLine(options: HoldOptions, signal: AbortSignal): Promise<LineEnd> {
  const { address, clock } = options
  const socket = dial(address)
  const over = new AbortController()
  const ended = Promise.withResolvers<LineEnd>()
  let last = 'the connection broke off'
  const giveUp = (why: string): void => {
    last = why
    socket.terminate()
  }
  socket.on('error', (error) => (last = error.message))
  socket.on('unexpected-response', (_request, response) => {
    response.destroy()
    giveUp(`the console answers ${response.statusCode ?? 0} at the address of the uplink`)
  })
  socket.on('close', (code, reason) => {
    over.abort(new Error('the line has ended'))
    ended.resolve(endOf(code, reason.length > 0 ? reason.toString('utf8') : last))
  })
  let heardAt = clock.now()
  const heard = (): void => {
    heardAt = clock.now()
  }
  socket.on('message', heard).on('ping', heard).on('pong', heard).on('open', heard)
  const line = serve(socket, giveUp, { ...options, signal: over.signal })
  const timer = setInterval(() => {
    if (clock.now() - heardAt > SILENT_MS) return giveUp('nothing was heard for too long')
    if (socket.readyState === socket.OPEN) socket.ping()
    line.tick()
  }, PING_MS)
  const stop = (): void => socket.close(1001)
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  try {
    const why = await ended.promise
    await line.ended
    return why
  } finally {
    clearInterval(timer)
    signal.removeEventListener('abort', stop)
    socket.terminate()
  }
}

/** This process never has two lines: the other one is of another process, which was given the same key. */
const DISPLACED =
  'another agent holds the line of this cluster with the same key; run one agent for a cluster'

function endOf(code: number, reason: string): LineEnd {
  if (code === UplinkClose.Replaced) return { why: 'displaced', reason: DISPLACED }
  return { why: code >= 4500 && code <= 4999 ? 'refused' : 'lost', reason }
}

interface Served {
  /** From time to time: what is due is looked for. */
  tick(): void
  readonly ended: Promise<void>
}

/** Takes what the watcher says, a frame at a time and in order, until the signal aborts. */
function serve(
  socket: WebSocket,
  giveUp: (why: string) => void,
  options: HoldOptions & { readonly signal: AbortSignal },
): Served {
  const { signal, events } = options
  let line: Line | undefined
  let running: Promise<void> = Promise.resolve()
  const take = async (frame: DownFrame): Promise<void> => {
    if (signal.aborted) return
    if (line !== undefined) line.take(frame)
    else if (frame.type === 'challenge') {
      const hello = helloTo(frame, options)
      if (hello === undefined) return giveUp('what answers there is no watcher')
      socket.send(JSON.stringify(hello))
    } else if (frame.type === 'welcome') {
      await options.keeper.welcomed()
      if (signal.aborted) return
      line = begin(frame.now, socket, options)
      signal.addEventListener('abort', () => line?.[Symbol.dispose](), { once: true })
      running = line.run().catch((error: unknown) => {
        if (signal.aborted) return
        events.bug('speaking on the line', error)
        giveUp('a defect of the agent')
      })
      options.onWelcome()
      await lookAtKey(line, options)
    }
  }
  let taking: Promise<void> = Promise.resolve()
  socket.on('message', (data, binary) => {
    taking = taking
      .then(() => take(read(data, binary)))
      .catch(() => giveUp('the watcher sent what no watcher sends'))
  })
  return {
    tick() {
      if (line === undefined) return
      lookAtKey(line, options).catch((error: unknown) => events.bug('looking at the key', error))
    },
    get ended() {
      return taking.then(() => running)
    },
  }
}

function helloTo(
  { nonce, audience }: Extract<DownFrame, { type: 'challenge' }>,
  { keeper, version }: HoldOptions,
): HelloFrame | undefined {
  if (audience !== UPLINK_AUDIENCE) return undefined
  const { cluster } = keeper
  const key = keeper.forHello()
  const proof = uplinkProof({ audience, cluster, key: key.id, nonce })
  return { type: 'hello', cluster, key: key.id, signature: key.sign(proof), version }
}

function begin(
  now: number,
  socket: WebSocket,
  options: HoldOptions & { readonly signal: AbortSignal },
): Line {
  const { topics, cluster, clock, events, keeper, signal } = options
  const desk = cluster.serve({ wake: () => line.wake(), signal })
  const line = new Line({
    topics,
    desk: {
      next: () => keeper.next() ?? desk.next(),
      ask: (order) => desk.ask(order),
      keyKept(id) {
        // The new key is shown at once, so that the old one ends.
        keeper.kept(id).then(
          (ours) => ours && socket.close(1000),
          (error: unknown) => events.bug('keeping a key', error),
        )
      },
    },
    aheadMs: now - clock.now(),
    clock,
    send: (packed) => socket.send(packed),
    onSent: events.sent,
  })
  return line
}

async function lookAtKey(line: Line, { keeper }: HoldOptions): Promise<void> {
  await keeper.look()
  line.wake()
}

function read(data: RawData, binary: boolean): DownFrame {
  if (binary || !Buffer.isBuffer(data)) throw new Error('not a frame')
  const parsed: unknown = JSON.parse(data.toString('utf8'))
  return downFrameSchema.parse(parsed)
}
