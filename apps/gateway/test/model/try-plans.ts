import fc from 'fast-check'

import { startLane } from './lane.ts'
import { carryOut } from './schedule.ts'
import { plans } from './steps.ts'

export interface Trial {
  readonly seed: number
  readonly schedules: number
  /** How many are under way at once, each on gateways and a Redis of its own. */
  readonly lanes: number
  /** Tries the schedule that a failure named alone, and makes it as short as it can be. */
  readonly path: string | undefined
}

export interface Outcome {
  /** Of each schedule that failed how to try it again, what was wrong, and its steps. */
  readonly failures: readonly string[]
  /** How many frames of each type clients were sent. */
  readonly told: ReadonlyMap<string, number>
  /** How many schedules were carried out. */
  readonly tried: number
}

/** Carries out schedules made from a seed, until one fails. */
export async function tryPlans({ seed, schedules, lanes, path }: Trial): Promise<Outcome> {
  const run = { told: new Map<string, number>(), tried: 0, failed: false }
  const tryOn = async (index: number, numRuns: number): Promise<readonly string[]> => {
    await using lane = await startLane()
    let count = 0
    const property = fc.asyncProperty(plans, async (plan) => {
      if (run.failed && path === undefined) return // on another lane
      count += 1
      const told = await carryOut(plan, lane, `x${count}`)
      run.tried += 1
      for (const [what, often] of told) run.told.set(what, (run.told.get(what) ?? 0) + often)
    })
    const only =
      path === undefined
        ? { numRuns, endOnFailure: true }
        : { path, numRuns: 1, interruptAfterTimeLimit: SHORTENING_MS }
    const outcome = await fc.check(property, { seed: seed + index, ...only })
    if (!outcome.failed) return []
    run.failed = true
    const again = `ARGUS_MODEL_SEED=${outcome.seed} ARGUS_MODEL_PATH=${outcome.counterexamplePath}`
    const [plan] = outcome.counterexample ?? []
    const steps = plan?.steps.map((step) => JSON.stringify(step)) ?? []
    const error = outcome.errorInstance instanceof Error ? outcome.errorInstance.message : ''
    const begin = JSON.stringify({ users: plan?.users, first: plan?.first })
    return [[again, error, begin, ...steps].join('\n')]
  }
  const runs = path === undefined ? lanes : 1
  const failures = await Promise.all(
    Array.from({ length: runs }, (_, lane) => tryOn(lane, Math.ceil(schedules / runs))),
  )
  return { failures: failures.flat(), told: run.told, tried: run.tried }
}

/** How long a schedule that failed is made shorter. */
const SHORTENING_MS = 90_000
