import type { Clock } from './clock.ts'

/** Gives up a stream that says nothing for too long. */
export interface Watchdog extends Disposable {
  /** Aborts when the stream is to be given up, and when the signal it was started under does. */
  readonly signal: AbortSignal
  /** Something came; from now on `limitMs` may pass. */
  heard(): void
  /** Whoever reads the stream is busy: its silence is not the server's. */
  rest(): void
  /** Changes what may pass, and what is thrown when more does. */
  expect(limit: SilenceLimit): void
}

export interface SilenceLimit {
  readonly limitMs: number
  readonly error: (silentMs: number) => Error
}

export function startWatchdog(clock: Clock, signal: AbortSignal, limit: SilenceLimit): Watchdog {
  const stop = new AbortController()
  const giveUp = new AbortController()
  let { limitMs, error } = limit
  let heardAt = clock.now()
  let resting = false

  const watch = async () => {
    for (;;) {
      if (resting) heardAt = clock.now()
      const silentMs = clock.now() - heardAt
      if (silentMs >= limitMs) return giveUp.abort(error(silentMs))
      await clock.sleep(limitMs - silentMs, stop.signal)
    }
  }
  watch().catch((reason: unknown) => {
    if (!stop.signal.aborted) giveUp.abort(reason)
  })

  return {
    signal: AbortSignal.any([signal, giveUp.signal]),
    heard() {
      resting = false
      heardAt = clock.now()
    },
    rest() {
      resting = true
    },
    expect(next) {
      limitMs = next.limitMs
      error = next.error
    },
    [Symbol.dispose]: () => stop.abort(),
  }
}
