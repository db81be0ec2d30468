import type { Socket } from 'node:net'

/** A line that is bad for good: slow, far, and losing packets. */
export interface LineQuality {
  /** How long a byte is on its way, in milliseconds. */
  readonly latencyMs: number
  readonly bytesPerSecond: number
  /** The share of packets that are lost and sent again, which holds up all that comes after them. */
  readonly loss: number
}

/** What fits in one packet, and how long its sender waits before it sends it again (RFC 6298: a second at least, after a first loss less). */
const PACKET_BYTES = 1_400
const AGAIN_MS = 250
/** So much is on the line or before it; then its sender is not read, and holds back itself. */
const BUFFER_BYTES = 32 * 1024

/** Takes what comes from a socket over such a line to another one, in order, nothing lost in the end. */
export class SlowLine {
  readonly #to: Socket
  readonly #from: Socket
  readonly #random: () => number
  #freeAt = 0
  #arrivesAt = 0
  #queued = 0
  #last: Promise<void> = Promise.resolve()

  constructor(from: Socket, to: Socket, random: () => number) {
    this.#from = from
    this.#to = to
    this.#random = random
  }

  carry(chunk: Buffer, quality: LineQuality): void {
    for (let at = 0; at < chunk.length; at += PACKET_BYTES)
      this.#packet(chunk.subarray(at, at + PACKET_BYTES), quality)
    if (this.#queued > BUFFER_BYTES) this.#from.pause()
  }

  /** Resolves when all that was taken is through. */
  get settled(): Promise<void> {
    return this.#last
  }

  #packet(packet: Buffer, { latencyMs, bytesPerSecond, loss }: LineQuality): void {
    const now = performance.now()
    this.#freeAt = Math.max(this.#freeAt, now) + (packet.length / bytesPerSecond) * 1_000
    const again = this.#random() < loss ? AGAIN_MS + 2 * latencyMs : 0
    this.#arrivesAt = Math.max(this.#arrivesAt, this.#freeAt + latencyMs + again)
    this.#queued += packet.length
    const wait = this.#arrivesAt - now
    const before = this.#last
    this.#last = new Promise((resolve) => {
      setTimeout(() => {
        before.then(() => {
          this.#queued -= packet.length
          if (!this.#to.destroyed) this.#to.write(packet)
          if (this.#queued <= BUFFER_BYTES / 2 && this.#from.isPaused()) this.#from.resume()
          resolve()
        }, resolve)
      }, wait)
    })
  }
}
