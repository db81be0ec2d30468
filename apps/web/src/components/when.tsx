import type { ReactElement } from 'react'

import { useSecond } from '../live/second.ts'
import { isNow, moment, wholeMoment } from '../live/times.ts'

/** A time in a sentence, as the reader wants it, with the whole of it in its title. */
export function When({ at }: { readonly at: string }): ReactElement {
  const now = useSecond()
  const time = Date.parse(at)
  return (
    <time dateTime={at} title={wholeMoment(time, now)}>
      {isNow(time, now) ? 'just now' : moment(time, now, ' ago')}
    </time>
  )
}
