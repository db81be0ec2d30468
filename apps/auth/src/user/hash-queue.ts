import { Refusal } from '@argus/contracts/refusal-code'

/** Runs at most `running` tasks at once, lets `waiting` more wait in turn, and refuses the rest. */
export interface HashQueue {
  /** Rejects with a Refusal `unavailable` when the queue is full: to be asked again in a moment. */
  run<T>(task: () => Promise<T>): Promise<T>
}

export interface HashQueueOptions {
  /** How many may wait. */
  readonly waiting?: number
  /** Told of each one that was refused. */
  readonly refused?: () => void
  /** Told whenever the number of those that wait changes. */
  readonly waitingNow?: (count: number) => void
  /** Told of each one that got its turn, and how many milliseconds it had waited. */
  readonly waited?: (ms: number) => void
}

/** Hashing takes 19 MiB and a core each: unbounded, a wave of logins would take the container with it. */
export function hashQueue(running: number, options: HashQueueOptions = {}): HashQueue {
  const { waiting = 50, refused, waitingNow, waited } = options
  let free = running
  const turns: (() => void)[] = []
  return {
    async run(task) {
      if (free === 0) {
        if (turns.length >= waiting) {
          refused?.()
          throw new Refusal('unavailable', 'too many logins at once', { retryAfterMs: 1_000 })
        }
        const from = performance.now()
        const turn = Promise.withResolvers<void>()
        turns.push(turn.resolve)
        waitingNow?.(turns.length)
        await turn.promise
        waitingNow?.(turns.length)
        waited?.(performance.now() - from)
      } else {
        free -= 1
        waited?.(0)
      }
      try {
        return await task()
      } finally {
        const next = turns.shift()
        if (next === undefined) free += 1
        else next() // The place passes on without being free in between.
      }
    },
  }
}
