import type { WebSocket } from 'ws'

import { CLOCK_LEEWAY_SECONDS } from '@argus/contracts/claims'
import { MAX_CLIENT_FRAME_BYTES, type ClientFrame } from '@argus/contracts/client-frame'
import { CloseCode } from '@argus/contracts/close-code'
import type { GatewayFrame } from '@argus/contracts/gateway-frame'
import type { Principal } from '@argus/contracts/grant'

import { admit, type AdmissionParts, type Pass } from '../admission/admit.ts'
import { fullAllowance, judgeFrame, type Allowance } from '../admission/limits.ts'
import { renew } from '../admission/renew.ts'
import type { Seats } from '../admission/seats.ts'
import type { Visit } from '../admission/turnstile.ts'
import type { Doubt, Held, Sessions } from '../authority/sessions.ts'
import type { Clock } from '../clock.ts'
import { MAX_SUBSCRIPTIONS, Subscriptions, type SubscriptionsParts } from '../feed/subscriptions.ts'
import { frame } from '../feed/view-frames.ts'
import { readClientFrame } from './client-frames.ts'
import { closeReason, isUrgent } from './close-reason.ts'
import { Liveness, PING } from './liveness.ts'
import type { Outbox } from './outbox.ts'
import { INITIAL, transition, type ConnectionCommand, type ConnectionInput } from './state.ts'

/** Whence a connection came, for the log. */
export interface Peer {
  readonly id: string
  readonly ip: string
  readonly origin: string | undefined
}

/** What a connection reports. */
export interface ConnectionEvents {
  readonly opened: (peer: Peer) => void
  readonly welcomed: (peer: Peer, pass: Pass) => void
  readonly closed: (
    peer: Peer,
    end: { readonly code: number; readonly pass: Pass | undefined },
  ) => void
  readonly revoked: (afterMs: number) => void
  /** A peer was too slow for something, and gets the newest state later. */
  readonly conflated: () => void
  readonly failed: (peer: Peer, error: unknown) => void
}

/** What all connections of this process work with: one object, for there are thousands of them. */
export interface ConnectionParts {
  readonly admission: AdmissionParts
  readonly sessions: Sessions
  readonly subscriptions: SubscriptionsParts
  readonly clock: Pick<Clock, 'now'>
  readonly events: ConnectionEvents
  /** Places by user. */
  readonly users: Pick<Seats, 'take'>
  readonly owner: ConnectionOwner
}

/** What one of them is made of. */
export interface Accepted {
  readonly webSocket: WebSocket
  readonly outbox: Outbox
  readonly peer: Peer
  /** Ends with the connection. */
  readonly visit: Visit
}

/** Who holds all connections. */
export interface ConnectionOwner {
  /** It is to be looked at earlier than it was said before. */
  look(connection: Connection): void
  /** It is over. */
  remove(connection: Connection): void
}

/** One socket: reads its frames, does what `transition` says, and owns what the client holds. */
export class Connection implements Held {
  readonly #parts: ConnectionParts
  readonly #webSocket: WebSocket
  readonly #outbox: Outbox
  readonly #peer: Peer
  readonly #visit: Visit
  readonly #subscriptions: Subscriptions
  readonly #liveness: Liveness
  readonly #openedAt: number
  #state = INITIAL
  #allowance: Allowance
  #principal: Principal | undefined
  /** Our own reason outlives a peer that never answers the close. */
  #endedWith: CloseCode | undefined
  #pass: Pass | undefined
  /** Its place among those of its user. */
  #seat: Disposable | undefined

  constructor(parts: ConnectionParts, { webSocket, outbox, peer, visit }: Accepted) {
    this.#parts = parts
    this.#webSocket = webSocket
    this.#outbox = outbox
    this.#peer = peer
    this.#visit = visit
    this.#openedAt = parts.clock.now()
    this.#allowance = fullAllowance(this.#openedAt)
    this.#liveness = new Liveness(this.#openedAt, Math.random())
    this.#subscriptions = new Subscriptions(parts.subscriptions, this, outbox)
    webSocket.on('message', (data, isBinary) => this.#hear(data, isBinary))
    webSocket.on('ping', () => this.#affords())
    webSocket.on('pong', () => this.#liveness.heard())
    webSocket.on('error', () => this.#input({ type: 'end', code: CloseCode.BadFrame }))
    webSocket.on('close', (code) => this.#closed(code))
    parts.events.opened(peer)
  }

  get principal(): Principal {
    if (this.#principal === undefined) throw new Error('a connection was asked before its hello')
    return this.#principal
  }

  get kid(): string {
    if (this.#pass === undefined) throw new Error('a connection was asked before its hello')
    return this.#pass.kid
  }

  suspend(doubt: Doubt): void {
    this.#outbox.suspend(doubt)
  }

  resume(doubt: Doubt): void {
    this.#outbox.resume(doubt)
    if (this.#outbox.open) this.#subscriptions.tell()
  }

  /** Tells what went untold, where its outbox is among those that opened. */
  tellUntold(opened: ReadonlySet<Outbox>): void {
    if (opened.has(this.#outbox)) this.#subscriptions.tell()
  }

  regrant(principal: Principal): void {
    this.#principal = principal
    this.#subscriptions.reconcile()
  }

  /** Clusters or resources came or went. */
  reconcile(): void {
    this.#subscriptions.reconcile()
  }

  end(code: CloseCode, since?: number): void {
    this.#input({ type: 'end', code })
    const { clock, events } = this.#parts
    if (since !== undefined) events.revoked(clock.now() - since)
  }

  /** Bytes that the peer has not taken. */
  get unsent(): number {
    return this.#outbox.unsent
  }

  /** Bytes that the peer's socket has taken, of any kind. */
  get sent(): number {
    return this.#outbox.sent
  }

  goAway(graceMs: number): void {
    if (this.#state.phase !== 'closing') this.#say({ type: 'goaway', grace_ms: graceMs })
  }

  /** Does what is due by the clock, to the second: call it when `due` has come. */
  tick(now: number): void {
    if (now >= this.#helloBy) this.#input({ type: 'hello-late' })
    if (now > this.#endsAt) this.#input({ type: 'end', code: CloseCode.TokenExpired })
    const webSocket = this.#webSocket
    const due = this.#liveness.due(now, this.#outbox.given)
    if (due === 'ping' && webSocket.readyState === webSocket.OPEN) this.#outbox.push(PING)
    if (due !== 'slow' && due !== 'gone') return
    // Our question may lie in what it has not taken: then it is a matter of how slow it is.
    if (this.#outbox.behind) this.#liveness.heard()
    else if (due === 'slow') this.#input({ type: 'end', code: CloseCode.SlowConsumer })
    else webSocket.terminate()
  }

  /** When something is due by the clock. */
  get due(): number {
    return Math.min(this.#liveness.at, this.#endsAt, this.#helloBy)
  }

  /** Ends it where the peer is too slow to be kept. */
  judgePace(): void {
    if (this.#outbox.overdue) this.#input({ type: 'end', code: CloseCode.SlowConsumer })
  }

  /** When it must have said who it is. */
  get #helloBy(): number {
    const waits = this.#state.phase === 'awaiting-hello'
    return waits ? this.#openedAt + HELLO_MS : Number.POSITIVE_INFINITY
  }

  /** The last tick at which its token counts. */
  get #endsAt(): number {
    if (this.#pass === undefined) return Number.POSITIVE_INFINITY
    return this.#pass.expiresAt + CLOCK_LEEWAY_SECONDS * 1_000 - TICK_MS
  }

  #hear(data: WebSocket.RawData, isBinary: boolean): void {
    if (this.#state.phase === 'closing') return
    const arrival = isBinary ? ({ type: 'bad' } as const) : readClientFrame(textOf(data))
    const id = arrival.type === 'frame' && 'id' in arrival.frame ? arrival.frame.id : undefined
    if (this.#affords(id)) this.#input(arrival)
  }

  /** Counts what the peer said, a text or a ping, and answers whether it had that much left to say. */
  #affords(id?: string): boolean {
    if (this.#state.phase === 'closing') return false
    this.#liveness.heard()
    const now = this.#parts.clock.now()
    const { allowance, verdict, retryAfterMs } = judgeFrame(this.#allowance, now)
    this.#allowance = allowance
    if (verdict === 'take') return true
    const message = 'This connection says too much at once. Wait before sending more.'
    const said = { ...(id !== undefined && { id }), code: 'too_many', message } as const
    this.#say({ type: 'refused', ...said, retry_after_ms: retryAfterMs })
    if (verdict === 'close') this.#input({ type: 'end', code: CloseCode.TooMany })
    return false
  }

  #input(input: ConnectionInput): void {
    const { state, commands } = transition(this.#state, input)
    this.#state = state
    for (const command of commands) this.#do(command)
  }

  #do(command: ConnectionCommand): void {
    switch (command.do) {
      case 'admit':
        return this.#start(this.#admit(command.token))
      case 'welcome':
        return this.#welcome()
      case 'obey':
        return this.#obey(command.frame)
      case 'refuse-unknown':
        return this.#refuseUnknown(command.id)
      case 'close':
        return this.#close(command.code)
    }
  }

  #obey(said: Exclude<ClientFrame, { type: 'hello' }>): void {
    switch (said.type) {
      case 'renew':
        return this.#start(this.#renew(said.token))
      case 'subscribe':
        return this.#start(this.#subscriptions.subscribe(said))
      case 'unsubscribe':
        return this.#subscriptions.unsubscribe(said.id)
    }
  }

  async #admit(token: string): Promise<void> {
    const { admission, sessions } = this.#parts
    const admitted = await admit(token, admission, (principal, pass) => {
      if (this.#state.phase !== 'admitting') return
      this.#seat = this.#parts.users.take(pass.userId)
      if (this.#seat === undefined) return
      this.#principal = principal
      this.#pass = pass
      sessions.add(this)
    })
    if (admitted.type === 'turned-away') return this.#input({ type: 'end', code: admitted.code })
    if (this.#seat === undefined) return this.#turnAway()
    this.#pass = admitted.pass
    this.#parts.owner.look(this)
    this.#input({ type: 'admitted' })
  }

  /** Its user has no place left. */
  #turnAway(): void {
    const message =
      'You hold as many connections as one may. Close some, in other tabs or programs.'
    this.#say({ type: 'refused', code: 'too_many', message, retry_after_ms: NO_SEAT_MS })
    this.#input({ type: 'end', code: CloseCode.TooMany })
  }

  async #renew(token: string): Promise<void> {
    if (this.#pass === undefined) return
    const renewal = await renew(token, this.#parts.admission.verify, this.#pass)
    switch (renewal.type) {
      case 'renewed':
        this.#pass = renewal.pass
        return
      case 'denied':
        return this.#input({ type: 'end', code: renewal.code })
      case 'undecided': {
        const message =
          'The token could not be checked now; the one before still counts. Try again.'
        this.#say({ type: 'refused', code: 'unavailable', message, retry_after_ms: 5_000 })
      }
    }
  }

  #welcome(): void {
    const { events, clock } = this.#parts
    if (this.#pass === undefined) return
    this.#visit.known()
    events.welcomed(this.#peer, this.#pass)
    this.#say({
      type: 'welcome',
      connection: this.#peer.id,
      expires_at: this.#pass.expiresAt,
      limits: { frame_bytes: MAX_CLIENT_FRAME_BYTES, subscriptions: MAX_SUBSCRIPTIONS },
      now: clock.now(),
    })
  }

  #refuseUnknown(id: string | undefined): void {
    const message =
      'This gateway knows no frame of this type. Is the client newer than the gateway?'
    this.#say({ type: 'refused', ...(id !== undefined && { id }), code: 'unknown_type', message })
  }

  #say(content: GatewayFrame): void {
    this.#outbox.push(frame(content))
  }

  /** What the session may no longer see is dropped, also where the peer is too slow to have been given it. */
  #close(code: CloseCode): void {
    const webSocket = this.#webSocket
    this.#endedWith = code
    if (!isUrgent(code)) this.#outbox.write()
    this.#forget()
    webSocket.close(code, closeReason(code))
    setTimeout(() => webSocket.terminate(), CLOSING_MS).unref()
  }

  /** The socket is gone. */
  #closed(code: number): void {
    const { events, owner } = this.#parts
    this.#forget()
    events.closed(this.#peer, { code: this.#endedWith ?? code, pass: this.#pass })
    owner.remove(this)
    this.#visit[Symbol.dispose]()
  }

  #forget(): void {
    this.#state = { phase: 'closing' }
    this.#outbox.end()
    this.#subscriptions[Symbol.dispose]()
    this.#seat?.[Symbol.dispose]()
    if (this.#principal !== undefined) this.#parts.sessions.remove(this)
  }

  /** A bug of ours ends this connection, not the process: the client dials again. */
  #start(task: Promise<void>): void {
    task.catch((error: unknown) => {
      this.#parts.events.failed(this.#peer, error)
      this.#webSocket.terminate()
    })
  }
}

/** How late what is due by the clock may come. */
export const TICK_MS = 1_000

const HELLO_MS = 5_000

/** Connections of the same user that vanished without a word are found out within 40 s. */
const NO_SEAT_MS = 15_000

/** How long the peer has to take what is on its way and answer the close. */
const CLOSING_MS = 1_000

function textOf(data: WebSocket.RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8')
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8')
}
