import type { Watched } from './watched.ts'
import { conditionOf } from './condition.ts'

/** What is waited for. */
export interface Goal {
  met(watched: Watched): boolean
}

/**
 * A condition on `object`: it holds for each that is shown, and there is one. A condition on `objects`: it holds for the list of
 * them. Nothing holds before everything is here and in step: what a cluster hides could be otherwise.
 */
export function goalOf(text: string): Goal {
  const condition = conditionOf('--until', text, ['object', 'objects'])
  return {
    met(watched) {
      const inStep = watched.members.every(({ status }) => IN_STEP.has(status.state))
      if (!watched.whole || !inStep) return false
      const objects = watched.items.flatMap(({ object }) => object ?? [])
      if (condition.mentions('objects')) return condition.holds({ object: undefined, objects })
      return objects.length > 0 && objects.every((object) => condition.holds({ object, objects }))
    },
  }
}

const IN_STEP: ReadonlySet<string> = new Set(['live', 'absent'])
