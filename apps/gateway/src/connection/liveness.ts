/** Whether a peer still answers: a ping when nothing was heard for a while, and an end when that stays unanswered. */
export class Liveness {
  #pingAt: number
  #cutAt: number | undefined

  constructor(now: number) {
    this.#pingAt = now + PING_MS
  }

  /** The peer said something. */
  heard(): void {
    this.#cutAt = undefined
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
