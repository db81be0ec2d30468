/**
 * Whether a peer still answers. It is asked every 25 s, and every 16 s while it is told something: then the question may lie
 * behind megabytes that the kernels of both ends hold, and a reader who stands still for 20 s is to be kept. It is given
 * up 37 s after the question before the one that it owes an answer to.
 */
export class Liveness {
  #askedAt: number
  #cutAt: number | undefined
  /** Whether it was told nothing for as long as those wait who are told something. */
  #quiet = false
  /** Whether it was told something before it was asked. */
  #told = false
  /** Bytes that it had been given when it was asked. */
  #given = 0

  /** `share` of the time between two questions is what the first waits: those of thousands that came at once must not go at once. */
  constructor(now: number, share = 1) {
    this.#askedAt = now - (1 - share) * ASK_TOLD_MS
  }

  /** The peer said something. */
  heard(): void {
    this.#cutAt = undefined
  }

  /** When something is due next. */
  get at(): number {
    const askAt = this.#askedAt + (this.#quiet ? ASK_QUIET_MS : ASK_TOLD_MS)
    return Math.min(askAt, this.#cutAt ?? Number.POSITIVE_INFINITY)
  }

  /** `given`: bytes, so far. Who is `slow` was told something and did not come to the question; who is `gone` had nothing else to read. */
  due(now: number, given: number): 'ping' | 'slow' | 'gone' | undefined {
    if (now < this.at) return undefined
    const told = given - this.#given > PING.length
    if (this.#cutAt !== undefined) {
      if (now < this.#cutAt) return undefined
      return told || this.#told ? 'slow' : 'gone'
    }
    this.#quiet = !told && now < this.#askedAt + ASK_QUIET_MS
    if (this.#quiet) return undefined
    this.#cutAt = this.#askedAt + GIVE_UP_MS
    this.#askedAt = now
    this.#told = told
    this.#given = given
    return 'ping'
  }
}

/** A half-open connection is gone after at most 40 s, and proxies that cut idle ones after 60 s leave ours alone. */
const ASK_QUIET_MS = 25_000
const ASK_TOLD_MS = 16_000
const GIVE_UP_MS = 37_000
/** The question: a whole, unmasked ping that says nothing (RFC 6455 §5.5.2). */
export const PING = Buffer.from([0x89, 0])
