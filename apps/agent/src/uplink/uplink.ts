import type { Clock } from '../clock.ts'
import { holdLine, type HoldOptions } from './hold-line.ts'
import { FIRST_STATE, transition, type UplinkState } from './state.ts'

export interface UplinkOptions extends Omit<HoldOptions, 'onWelcome'> {
  readonly clock: Clock
  readonly random: () => number
}

/** Keeps a line to the watcher until the signal aborts: dials for ever, and goes on where the last one ended. */
export class Uplink {
  readonly #options: UplinkOptions
  #state: UplinkState = FIRST_STATE

  constructor(options: UplinkOptions) {
    this.#options = options
  }

  get state(): UplinkState {
    return this.#state
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, random, events, keeper } = this.#options
    const onWelcome = (): void => {
      this.#state = transition(this.#state, { type: 'welcomed', now: clock.now() })
      events.lineOpened()
    }
    while (!signal.aborted) {
      this.#state = transition(this.#state, { type: 'dial' })
      const { why, reason } = await holdLine({ ...this.#options, onWelcome }, signal)
      if (signal.aborted) return
      if (why === 'refused') keeper.refused()
      const input = { type: 'ended', now: clock.now(), random: random(), why, reason } as const
      this.#state = transition(this.#state, input)
      const { delayMs = 0 } = 'delayMs' in this.#state ? this.#state : {}
      events.lineEnded({ why, reason, delayMs })
      await clock.sleep(delayMs, signal).catch(() => undefined) // The loop asks the signal itself.
    }
  }
}
