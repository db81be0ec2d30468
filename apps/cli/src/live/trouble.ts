import { ageOf } from '../output/age.ts'
import type { Member } from './change.ts'

/** What keeps a kind of a cluster from being seen as it is now, in words; nothing where it is, or is not served there. */
export function troubleOf({ topic, status }: Member, now: number): string | undefined {
  const { state, since, reason } = status
  if (state === 'live' || state === 'absent') return undefined
  const why = reason === undefined ? '' : `: ${reason}`
  return `${topic.cluster}: ${state} for ${ageOf(since, now)}${why}`
}
