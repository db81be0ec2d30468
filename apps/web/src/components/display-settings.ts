import { z } from 'zod'

import type { Settings } from '../session/preferences.ts'

/** Whether keys work that are pressed alone. They do unless the reader turned them off: some voices type. */
export function usesSingleKeys(settings: Settings | undefined): boolean {
  return settings?.['singleKeys'] !== false
}

/** Whether the reader wants the rail without its words. */
export function isRailFolded(settings: Settings | undefined): boolean {
  return settings?.['railFolded'] === true
}

/** Times as what has gone by since, or as the time it was. */
const formSchema = z.enum(['relative', 'absolute'])
export type TimeForm = z.infer<typeof formSchema>

export const timeFormOf = (settings: Settings | undefined): TimeForm =>
  formSchema.safeParse(settings?.['times']).data ?? 'relative'

/** The zone the reader chose; nothing for that of the browser, and for one this browser does not know. */
export function timeZoneOf(settings: Settings | undefined): string | undefined {
  const zone = settings?.['timeZone']
  return typeof zone === 'string' && isTimeZone(zone) ? zone : undefined
}

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
