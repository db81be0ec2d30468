import { openAgenda } from './agenda.ts'
import { director } from './director.ts'
import { opening } from './opening.ts'
import type { Profile } from './profile.ts'
import type { SimulatedCluster } from './simulated-cluster.ts'
import { openStage } from './stage.ts'
import type { Beat, Story } from './story.ts'

/** Time, and waiting for it. */
export interface Clock {
  readonly now: () => number
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
}

/** The life of one cluster. */
export interface Simulation {
  /** Lives until the signal aborts; then it resolves, with everything left as it stands. */
  run(signal: AbortSignal): Promise<void>
}

export interface SimulationOptions {
  readonly cluster: SimulatedCluster
  readonly profile: Profile
  readonly clock: Clock
  /** Told when the cluster refused a write. That story ends there, the others go on. */
  readonly onFault: (error: unknown) => void
}

/**
 * Fills the cluster, at once, and answers what lets it live. With the same profile and the same clock it writes the
 * same objects in the same order.
 */
export function simulate({ cluster, profile, clock, onFault }: SimulationOptions): Simulation {
  const stage = openStage(cluster, profile, clock.now)
  const agenda = openAgenda<Actor>()
  const begin = (tale: Tale): void => {
    const { scene, leave } = stage.enter()
    agenda.add(clock.now(), { story: tale(scene), leave })
  }
  for (const beat of opening(stage.enter().scene)) stage.perform(beat)
  begin(director)
  return {
    async run(signal) {
      for (let next = agenda.take(); next && !signal.aborted; next = agenda.take()) {
        if (!(await slept(clock, next.at, signal))) return
        const { wait } = goOn(next.item, { begin, perform: stage.perform, onFault })
        if (wait === undefined) next.item.leave()
        else agenda.add(clock.now() + wait, next.item)
      }
    },
  }
}

interface Actor {
  readonly story: Story
  readonly leave: () => void
}
type Tale = Extract<Beat, { type: 'begin' }>['story']

interface Surroundings {
  readonly begin: (tale: Tale) => void
  readonly perform: (beat: Beat) => void
  readonly onFault: (error: unknown) => void
}

/** Tells a story on to its next wait; none: it is over. */
function goOn(
  { story }: Actor,
  { begin, perform, onFault }: Surroundings,
): { readonly wait?: number } {
  try {
    for (;;) {
      const { done, value: beat } = story.next()
      if (done) return {}
      if (beat.type === 'wait') return { wait: beat.ms }
      if (beat.type === 'begin') begin(beat.story)
      else perform(beat)
    }
  } catch (error) {
    onFault(error)
    return {}
  }
}

async function slept(clock: Clock, until: number, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(Math.max(0, until - clock.now()), signal)
    return true
  } catch (error) {
    if (signal.aborted) return false
    throw error
  }
}
