import type { ReactElement } from 'react'

import { useSecond } from '../../live/second.ts'
import { duration, fullTime } from '../../live/words.ts'

/** The time gone by since, ticking with everything else; a time to come is what is left. */
export function Ago({ at, word = '' }: AgoProps): ReactElement {
  const now = useSecond()
  const text = at > now + SKEW_MS ? `in ${duration(at - now)}` : `${duration(now - at)}${word}`
  return (
    <time
      className="number"
      dateTime={new Date(at).toISOString()}
      // Worked out when it is looked at: a list scrolls past thousands of them.
      onPointerEnter={({ currentTarget }) => currentTarget.setAttribute('title', fullTime(at))}
    >
      {text}
    </time>
  )
}

interface AgoProps {
  readonly at: number
  /** What follows a time that is past, where a column speaks of both. */
  readonly word?: string
}

/** Clocks of clusters and browsers differ by this much without anybody having looked into the future. */
const SKEW_MS = 5_000
