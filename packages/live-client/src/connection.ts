import type { ClientFrame } from '@argus/contracts/client-frame'
import type { GatewayFrame, Welcome } from '@argus/contracts/gateway-frame'

import { measureClock, wasSetRight, type ClockDifference } from './clock-difference.ts'
import type { Clock } from './clock.ts'
import type { ConnectionInput, Credential, Loss } from './connection-state.ts'
import { judge, LOOK_EVERY_MS, type LivenessState } from './liveness.ts'
import { SignedOutError, type AccessToken, type LiveClientOptions } from './options.ts'
import { dialSocket, type Socket, type SocketEvent } from './socket-events.ts'

/** What a connection tells its owner while it lasts. */
export interface ConnectionOwner {
  /** The gateway knows who we are: from now on frames may be sent. */
  welcomed(connection: string, send: (frame: ClientFrame) => void): void
  received(frame: GatewayFrame): void
  /** By so many milliseconds the gateway's clock is ahead of this machine's. */
  clockDiffers(ms: number): void
  /** Nothing was heard since then, though asked; `undefined`: heard again. */
  silent(since: number | undefined): void
  remark(text: string): void
}

export interface ConnectionParts {
  readonly options: Required<LiveClientOptions>
  readonly owner: ConnectionOwner
  readonly credential: Credential
}

/** Dials once, holds the connection as long as it lives, and answers why it ended. */
export async function holdConnection(
  parts: ConnectionParts,
  signal: AbortSignal,
): Promise<ConnectionInput> {
  const { options, credential } = parts
  let token: AccessToken
  try {
    token = await options.token({ fresh: credential === 'new', signal })
  } catch (error) {
    return tokenFault(error)
  }
  if (signal.aborted) return { type: 'rested' }
  return new Connection(parts, token).run(signal)
}

class Connection {
  readonly #options: Required<LiveClientOptions>
  readonly #owner: ConnectionOwner
  readonly #clock: Clock
  readonly #socket: Socket
  readonly #end = Promise.withResolvers<ConnectionInput>()
  readonly #over = new AbortController()
  #token: AccessToken
  #askedAt: number | undefined
  #openedAt: number | undefined
  #difference: ClockDifference | undefined
  #retryAfterMs: number | undefined
  #liveness: LivenessState

  constructor({ options, owner }: ConnectionParts, token: AccessToken) {
    this.#options = options
    this.#owner = owner
    this.#clock = options.clock
    this.#token = token
    this.#liveness = { phase: 'heard', at: options.clock.now() }
    this.#socket = dialSocket(options.url, options.socket)
  }

  async run(signal: AbortSignal): Promise<ConnectionInput> {
    const rest = () => this.#end.resolve({ type: 'rested' })
    signal.addEventListener('abort', rest, { once: true })
    this.#background(this.#read())
    this.#background(this.#expectWelcome())
    try {
      return await this.#end.promise
    } finally {
      signal.removeEventListener('abort', rest)
      this.#over.abort()
      if (signal.aborted) this.#socket.leave()
      else this.#socket.close()
    }
  }

  async #read(): Promise<void> {
    for await (const event of this.#socket.events) {
      this.#heard()
      this.#take(event)
    }
  }

  #take(event: SocketEvent): void {
    switch (event.type) {
      case 'opened':
        this.#askedAt = this.#clock.now()
        return this.#send({ type: 'hello', token: this.#token.text })
      case 'frame':
        return this.#frame(event.frame)
      case 'unreadable':
        this.#owner.remark(`A frame could not be read: ${event.reason}`)
        return this.#lose({
          code: undefined,
          reason: 'the gateway sent what this client cannot read',
        })
      case 'closed':
        return this.#lose({ code: event.code, reason: event.reason || closeReason(event.code) })
    }
  }

  #frame(frame: GatewayFrame): void {
    if (frame.type === 'welcome') this.#welcome(frame)
    else if (frame.type === 'goaway') this.#background(this.#leaveWithin(frame.grace_ms))
    else if (frame.type === 'refused' && frame.id === undefined)
      this.#retryAfterMs = frame.retry_after_ms
    this.#owner.received(frame)
  }

  #welcome({ connection, now }: Welcome): void {
    if (this.#openedAt !== undefined) return // an answer to `renew`, where a gateway gives one
    this.#openedAt = this.#clock.now()
    if (now !== undefined && this.#askedAt !== undefined)
      this.#differ(measureClock({ askedAt: this.#askedAt, gatewayNow: now }, this.#clock))
    this.#owner.welcomed(connection, (frame) => this.#send(frame))
    this.#background(this.#keepRenewed())
    this.#background(this.#watchSilence())
  }

  async #expectWelcome(): Promise<void> {
    await this.#clock.sleep(WELCOME_WITHIN_MS, this.#over.signal)
    if (this.#openedAt === undefined)
      this.#lose({ code: undefined, reason: 'no answer from the gateway' })
  }

  /** Sends a new token before the old one ends, and goes on trying while the old one lasts. */
  async #keepRenewed(): Promise<void> {
    const { signal } = this.#over
    for (;;) {
      const life = this.#token.expiresAt - this.#clock.now()
      await this.#clock.sleep(Math.max(life - renewMargin(life), RENEW_PAUSE_MS), signal)
      try {
        const used = this.#token.text
        this.#token = await this.#options.token({ fresh: true, used, signal })
        if (!signal.aborted) this.#send({ type: 'renew', token: this.#token.text })
      } catch (error) {
        const fault = tokenFault(error)
        if (fault.type === 'signed_out') return this.#end.resolve(fault)
        this.#owner.remark(`The session could not be renewed yet: ${fault.loss.reason}`)
      }
    }
  }

  async #watchSilence(): Promise<void> {
    for (;;) {
      const due = this.#clock.now() + LOOK_EVERY_MS
      await this.#clock.sleep(LOOK_EVERY_MS, this.#over.signal)
      this.#watchClock()
      const now = this.#clock.now()
      switch (judge(this.#liveness, now, now - due)) {
        case 'fine':
          break
        case 'ask':
          this.#ask(now)
          break
        case 'silent':
          this.#owner.silent(heardAt(this.#liveness))
          break
        case 'give_up':
          return this.#lose({ code: undefined, reason: 'the connection went silent' })
      }
    }
  }

  #watchClock(): void {
    const difference = this.#difference
    if (difference !== undefined && wasSetRight(difference, this.#clock))
      this.#differ({ ms: 0, wall: this.#clock.now(), steady: this.#clock.steady() })
  }

  #differ(difference: ClockDifference): void {
    this.#difference = difference
    this.#owner.clockDiffers(difference.ms)
  }

  /** To end what was never begun is refused by name: an answer at no cost. */
  #ask(now: number): void {
    this.#liveness = { phase: 'asked', at: now, heardAt: heardAt(this.#liveness) }
    this.#send({ type: 'unsubscribe', id: 'are-you-there' })
  }

  #heard(): void {
    if (this.#liveness.phase === 'asked') this.#owner.silent(undefined)
    this.#liveness = { phase: 'heard', at: this.#clock.now() }
  }

  /** At random within the grace, so that the next gateway is not hit by all at once. */
  async #leaveWithin(graceMs: number): Promise<void> {
    await this.#clock.sleep(graceMs * this.#options.random(), this.#over.signal)
    this.#end.resolve({ type: 'drained' })
  }

  #lose(loss: Loss): void {
    const openFor = this.#openedAt === undefined ? 0 : this.#clock.now() - this.#openedAt
    const retryAfterMs = this.#retryAfterMs
    const lasted = openFor >= LASTING_MS
    this.#end.resolve({
      type: 'closed',
      loss,
      lasted,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    })
  }

  #send(frame: ClientFrame): void {
    if (!this.#over.signal.aborted) this.#socket.send(JSON.stringify(frame))
  }

  /** A task that ends with the connection; whatever else ends it ends the connection too. */
  #background(task: Promise<void>): void {
    task.catch((error: unknown) => {
      if (!this.#over.signal.aborted) this.#lose({ code: undefined, reason: describe(error) })
    })
  }
}

function tokenFault(error: unknown): Extract<ConnectionInput, { type: 'failed' | 'signed_out' }> {
  const loss = { code: undefined, reason: describe(error) }
  return { type: error instanceof SignedOutError ? 'signed_out' : 'failed', loss }
}

function heardAt(state: LivenessState): number {
  return state.phase === 'heard' ? state.at : state.heardAt
}

function renewMargin(life: number): number {
  return Math.min(60_000, life / 3)
}

function closeReason(code: number): string {
  return code === 1006 ? 'the connection broke' : `closed with code ${code}`
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

const WELCOME_WITHIN_MS = 10_000
/** Between attempts to renew: an auth service that is away is not helped by more. */
const RENEW_PAUSE_MS = 5_000
/** A connection of this length was no flap. */
const LASTING_MS = 10_000
