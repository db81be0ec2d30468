/**
 * When frames leave: what comes first leaves at once, what comes within the window after it leaves together at its
 * end. A beat with which nothing left, because objects are read first, opens no window. Real time, not the service's
 * clock: it shapes writes and decides nothing.
 */
export class Pulse {
  readonly #beat: () => boolean
  readonly #windowMs: number
  #scheduled = false
  #last = 0

  /** `beat` answers whether something leaves. */
  constructor(beat: () => boolean, windowMs = WINDOW_MS) {
    this.#beat = beat
    this.#windowMs = windowMs
  }

  /** Asks for a beat, soon. */
  request(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    const wait = this.#last + this.#windowMs - performance.now()
    if (wait <= 0) setImmediate(this.#run)
    else setTimeout(this.#run, wait)
  }

  readonly #run = (): void => {
    this.#scheduled = false
    const last = this.#last
    this.#last = performance.now()
    if (!this.#beat()) this.#last = last
  }
}

/** With 1,000 readers and 200 changes a second this keeps the process below half a core; nobody notices it. */
const WINDOW_MS = 25
