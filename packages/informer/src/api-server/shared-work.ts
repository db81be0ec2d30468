import { abortable } from './abortable.ts'

/** Work that many wait for at once: the first of them begins it, and it is given up when none of them waits any more. */
export class SharedWork<T> {
  readonly #work: (signal: AbortSignal) => Promise<T>
  #underWay: UnderWay<T> | undefined

  constructor(work: (signal: AbortSignal) => Promise<T>) {
    this.#work = work
  }

  /** Its outcome, or the signal's reason as soon as that aborts. */
  async outcome(signal: AbortSignal): Promise<T> {
    signal.throwIfAborted()
    const work = (this.#underWay ??= this.#begin())
    work.waiting += 1
    try {
      return await abortable(work.outcome, signal)
    } finally {
      work.waiting -= 1
      if (work.waiting === 0) this.#end(work)
    }
  }

  #begin(): UnderWay<T> {
    const stop = new AbortController()
    return { outcome: this.#work(stop.signal), stop, waiting: 0 }
  }

  /** Whoever comes now begins anew. */
  #end(work: UnderWay<T>): void {
    if (this.#underWay === work) this.#underWay = undefined
    work.stop.abort()
  }
}

interface UnderWay<T> {
  readonly outcome: Promise<T>
  readonly stop: AbortController
  waiting: number
}
