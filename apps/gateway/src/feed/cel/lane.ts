import { setImmediate, setTimeout } from 'node:timers/promises'

import type { Expression } from './expression.ts'
import { doneWithin } from './time-limit.ts'
import { celValueOf } from './value.ts'

/**
 * The one way to evaluate expressions: a slice at a time, whoever asks, with a rest after each that is longer the dearer it
 * was. So all expressions together hold this process for `LIMIT_MS` at once and half of the time, the dearest for a
 * quarter, and what is late is what they choose.
 */
export class Lane {
  readonly #timedOut: () => void
  #free: Promise<void> = Promise.resolve()

  /** `timedOut`: an object took too long, and counts as one that the expression does not hold for. */
  constructor(timedOut: () => void) {
    this.#timedOut = timedOut
  }

  /** For each object in turn whether the expression holds; one that takes longer than the limit, twice, does not. */
  async judge(
    expression: Expression,
    objects: readonly (Buffer | undefined)[],
    signal: AbortSignal,
  ): Promise<readonly boolean[]> {
    const verdicts: boolean[] = []
    let again = false
    while (verdicts.length < objects.length) {
      signal.throwIfAborted()
      await this.#turn(() => {
        const from = verdicts.length
        const values = valuesOf(again ? objects.slice(from, from + 1) : objects.slice(from))
        const done = doneWithin(LIMIT_MS, () => {
          for (const value of values) verdicts.push(value !== undefined && expression.holds(value))
        })
        const stuck = !done && verdicts.length === from
        if (stuck && again) {
          verdicts.push(false)
          this.#timedOut()
        }
        again = stuck && !again
      })
    }
    return verdicts
  }

  async #turn(work: () => void): Promise<void> {
    const before = this.#free
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#free = promise
    await before
    const begun = performance.now()
    try {
      work()
    } finally {
      void rest(performance.now() - begun).then(resolve)
    }
  }
}

/** As many as are read in a moment, at least one. Reading takes as long as an object is large, and no longer. */
function valuesOf(objects: readonly (Buffer | undefined)[]): readonly unknown[] {
  const values: unknown[] = []
  const end = performance.now() + READING_MS
  for (const bytes of objects) {
    values.push(bytes && celValueOf(bytes))
    if (performance.now() >= end) break
  }
  return values
}

async function rest(spentMs: number): Promise<void> {
  if (spentMs < 1) await setImmediate()
  else await setTimeout(spentMs < DEAR_MS ? spentMs : 3 * spentMs)
}

const READING_MS = 4
const DEAR_MS = 10
const LIMIT_MS = 50
