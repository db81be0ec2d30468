import { useMantineColorScheme } from '@mantine/core'
import { useEffect } from 'react'
import { z } from 'zod'

import { useSettings, type Settings } from '../session/preferences.ts'

/** Light, dark, or as the system says. */
const schemeSchema = z.enum(['auto', 'light', 'dark'])
export type Scheme = z.infer<typeof schemeSchema>

/** What the reader chose; whatever else is kept under the name counts as no choice. */
export const schemeOf = (settings: Settings | undefined): Scheme =>
  schemeSchema.safeParse(settings?.['scheme']).data ?? 'auto'

/** Shows the page as its reader chose, once that is known. It renders nothing. */
export function SchemeKeeper(): null {
  // Else it would write a style into the page, which the policy forbids.
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  const { data } = useSettings()
  const scheme = schemeOf(data)
  useEffect(() => setColorScheme(scheme), [scheme, setColorScheme])
  return null
}
