import type { Authority, AuthorityEvent } from '@argus/access/authority'
import type { KeySet } from '@argus/access/key-set'
import { CloseCode } from '@argus/contracts/close-code'
import type { Principal } from '@argus/contracts/grant'

/** A connection, as far as auth's decisions concern it. */
export interface Held {
  readonly principal: Principal
  /** The key that signed the token it is open by. */
  readonly kid: string
  /** What it may see is uncertain, for this reason: nothing more is delivered to it. */
  suspend(reason: Doubt): void
  /** The doubt is gone. */
  resume(reason: Doubt): void
  /** Its user's rights, read anew. */
  regrant(principal: Principal): void
  /** `since`: when the reason came about, in milliseconds since the epoch, where that is known. */
  end(code: CloseCode, since?: number): void
}

/** Why delivery to a connection is stopped: auth is not heard, or its user's rights are being read again. */
export type Doubt = 'authority' | 'rights'

export interface SessionsParts {
  readonly authority: Pick<Authority, 'principal' | 'events' | 'freshness'>
  readonly keys: Pick<KeySet, 'keyFor'>
  readonly clock: { sleep(ms: number, signal?: AbortSignal): Promise<void> }
  readonly failed: (error: unknown) => void
}

/**
 * The connections of this process by Session, and auth's word about them carried out: a Session that is over closes
 * its connections, so does a key that counts no more, changed rights are read and handed over, and where auth is not heard nothing is delivered, then
 * everything is closed.
 */
export class Sessions {
  readonly #parts: SessionsParts
  readonly #held = new Map<string, Set<Held>>()
  readonly #rereading = new Map<string, { again: boolean }>()

  constructor(parts: SessionsParts) {
    this.#parts = parts
  }

  /** Call in the turn in which the principal's promise resolved: then no event about it is missed. */
  add(held: Held): void {
    const { sessionId } = held.principal
    const others = this.#held.get(sessionId) ?? new Set()
    this.#held.set(sessionId, others.add(held))
    if (this.#parts.authority.freshness !== 'fresh') held.suspend('authority')
  }

  remove(held: Held): void {
    const { sessionId } = held.principal
    const others = this.#held.get(sessionId)
    others?.delete(held)
    if (others?.size === 0) this.#held.delete(sessionId)
  }

  /** Carries out auth's events until the signal aborts. */
  async follow(signal: AbortSignal): Promise<void> {
    for await (const event of this.#parts.authority.events(signal)) this.#obey(event, signal)
  }

  #obey(event: AuthorityEvent, signal: AbortSignal): void {
    switch (event.type) {
      case 'freshness':
        for (const held of this.#all()) {
          if (event.freshness === 'fresh') held.resume('authority')
          else held.suspend('authority')
          if (event.freshness === 'closed') held.end(CloseCode.AuthorityUnreachable)
        }
        return
      case 'reset':
        for (const sessionId of this.#held.keys()) {
          this.#suspend(sessionId)
          void this.#reread(sessionId, signal)
        }
        return
      case 'notice':
        return this.#heed(event.notice, signal)
    }
  }

  #heed(
    { at, what }: Extract<AuthorityEvent, { type: 'notice' }>['notice'],
    signal: AbortSignal,
  ): void {
    if (what.type === 'session_revoked') {
      for (const held of this.#of(what.sessionId)) held.end(CloseCode.SessionRevoked, at)
      return
    }
    if (what.type === 'keys_changed') {
      for (const held of this.#all())
        if (what.revoked.includes(held.kid)) held.end(CloseCode.TokenExpired)
      return
    }
    for (const [sessionId, connections] of this.#held) {
      const [held] = connections
      if (held?.principal.userId === what.userId) void this.#reread(sessionId, signal)
    }
  }

  /** Reads a Session until auth answers. Where that takes longer than a moment, nothing is delivered meanwhile. */
  async #reread(sessionId: string, signal: AbortSignal): Promise<void> {
    const running = this.#rereading.get(sessionId)
    if (running !== undefined) {
      running.again = true
      return
    }
    const reading = { again: true }
    this.#rereading.set(sessionId, reading)
    const answered = new AbortController()
    this.#parts.clock.sleep(PATIENCE_MS, answered.signal).then(
      () => this.#suspend(sessionId),
      () => undefined, // auth answered in time
    )
    try {
      while (reading.again && this.#held.has(sessionId) && !signal.aborted) {
        reading.again = false
        await this.#readOnce(sessionId, signal)
      }
    } catch (error) {
      if (signal.aborted) return
      this.#parts.failed(error)
      this.#suspend(sessionId)
      reading.again = true
    } finally {
      answered.abort()
      this.#rereading.delete(sessionId)
    }
    if (!reading.again || !this.#held.has(sessionId)) return
    await this.#parts.clock.sleep(RETRY_MS, signal).catch(() => undefined) // aborted: nothing is left to read for
    if (!signal.aborted) await this.#reread(sessionId, signal)
  }

  async #readOnce(sessionId: string, signal: AbortSignal): Promise<void> {
    for (const held of this.#of(sessionId))
      if ((await this.#parts.keys.keyFor(held.kid)) === undefined) held.end(CloseCode.TokenExpired)
    const principal = await this.#parts.authority.principal(sessionId, signal)
    for (const held of this.#of(sessionId)) {
      if (principal === undefined) held.end(CloseCode.SessionRevoked)
      else {
        held.regrant(principal)
        held.resume('rights')
      }
    }
  }

  #suspend(sessionId: string): void {
    for (const held of this.#of(sessionId)) held.suspend('rights')
  }

  /** A copy: who is told to end leaves the register at once. */
  #of(sessionId: string): readonly Held[] {
    return [...(this.#held.get(sessionId) ?? [])]
  }

  #all(): readonly Held[] {
    return [...this.#held.values()].flatMap((held) => [...held])
  }
}

/** Of the two seconds after which a lost right must be without effect, what auth's answer may take. */
const PATIENCE_MS = 1_000
const RETRY_MS = 1_000
