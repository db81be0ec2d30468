import type { ReactElement } from 'react'

import { useSecond } from '../../live/second.ts'
import { moment, wholeMoment } from '../../live/times.ts'

/** A time as the reader wants it: what has gone by since, ticking with everything else, what is left, or when. */
export function Ago({ at, word = '' }: AgoProps): ReactElement {
  const now = useSecond()
  return (
    <time
      className="number"
      dateTime={new Date(at).toISOString()}
      // Worked out when it is looked at: a list scrolls past thousands of them.
      onPointerEnter={({ currentTarget }) =>
        currentTarget.setAttribute('title', wholeMoment(at, now))
      }
    >
      {moment(at, now, word)}
    </time>
  )
}

interface AgoProps {
  readonly at: number
  /** What follows a time that is past, where a column speaks of both. */
  readonly word?: string
}
