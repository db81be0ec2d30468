import { z } from 'zod'

import type { Settings } from '../../session/preferences.ts'

const MOST = 8
const recentSchema = z.array(z.string().max(600))

/** Where the reader went by the palette, the last first. */
export function recentOf(settings: Settings | undefined): readonly string[] {
  return recentSchema.safeParse(settings?.['recent']).data ?? []
}

export function withRecent(settings: Settings, id: string): Settings {
  const others = recentOf(settings).filter((known) => known !== id)
  return { ...settings, recent: [id, ...others].slice(0, MOST) }
}
