import { useLayoutEffect } from 'react'

import { tick } from '../live/second.ts'
import { writeTimes } from '../live/times.ts'
import { useSettings } from '../session/preferences.ts'
import { timeFormOf, timeZoneOf } from './display-settings.ts'

/** Writes times as the reader chose, once that is known. It renders nothing. */
export function TimesKeeper(): null {
  const { data } = useSettings()
  const zone = timeZoneOf(data)
  const form = timeFormOf(data)
  useLayoutEffect(() => {
    writeTimes({ zone, form })
    tick()
  }, [zone, form])
  return null
}
