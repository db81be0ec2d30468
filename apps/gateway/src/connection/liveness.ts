/** Whether a peer still answers: a ping every 25 s, and an end where nothing is heard for ten after it. */
export class Liveness {
  #pingAt: number
  #cutAt: number | undefined

  /** `share` of the time between two pings is what the first waits: those of thousands that came at once must not go at once. */
  constructor(now: number, share = 1) {
    this.#pingAt = now + share * PING_MS
  }

  /** The peer said something. */
  heard(): void {
    this.#cutAt = undefined
  }

  /** When something is due next. */
  get at(): number {
    return Math.min(this.#pingAt, this.#cutAt ?? Number.POSITIVE_INFINITY)
  }

  due(now: number): 'ping' | 'cut' | undefined {
    if (this.#cutAt !== undefined && now >= this.#cutAt) return 'cut'
    if (now < this.#pingAt) return undefined
    this.#pingAt = now + PING_MS
    this.#cutAt ??= now + PONG_MS
    return 'ping'
  }
}

/** A half-open connection is gone after at most 40 s, and proxies that cut idle ones after 60 s leave ours alone. */
const PING_MS = 25_000
const PONG_MS = 10_000
