/** A fault on demand: what happens to the requests it matches, and how often. */
export interface Fault {
  readonly verb?: Verb
  /** `group/resource`; the core group is empty. */
  readonly resource?: string
  /** How many requests it meets; all of them if missing. */
  readonly times?: number
  readonly effect: FaultEffect
}

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete'

export type FaultEffect =
  | {
      readonly type: 'status'
      readonly code: number
      readonly reason: string
      readonly message?: string
      readonly retryAfterSeconds?: number
    }
  /** The stream is broken without an answer. */
  | { readonly type: 'reset' }
  /** A watch gets its head and then nothing, for ever. */
  | { readonly type: 'hang' }

/** The faults that are armed now. */
export class FaultTable {
  readonly #armed = new Set<{ readonly fault: Fault; left: number }>()

  /** Arms a fault; disposing of the answer disarms it. */
  arm(fault: Fault): Disposable {
    const entry = { fault, left: fault.times ?? Infinity }
    this.#armed.add(entry)
    return { [Symbol.dispose]: () => void this.#armed.delete(entry) }
  }

  /** The effect on this request, counted as one of its times. */
  take(request: { readonly verb: Verb; readonly resource: string }): FaultEffect | undefined {
    for (const entry of this.#armed) {
      const { verb, resource, effect } = entry.fault
      if ((verb ?? request.verb) !== request.verb) continue
      if ((resource ?? request.resource) !== request.resource) continue
      entry.left -= 1
      if (entry.left <= 0) this.#armed.delete(entry)
      return effect
    }
    return undefined
  }
}
