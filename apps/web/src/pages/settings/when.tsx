import type { ReactElement } from 'react'

import { useSecond } from '../../live/second.ts'
import { duration, fullTime } from '../../live/words.ts'

/** A time as its distance from now, with the whole of it in its title. */
export function When({ at }: { readonly at: string }): ReactElement {
  const time = Date.parse(at)
  const distance = useSecond() - time
  const words = Math.abs(distance) < MINUTE_MS ? 'just now' : distanceWords(distance)
  return (
    <time dateTime={at} title={fullTime(time)}>
      {words}
    </time>
  )
}

const distanceWords = (distance: number): string =>
  distance > 0 ? `${duration(distance)} ago` : `in ${duration(-distance)}`

const MINUTE_MS = 60_000
