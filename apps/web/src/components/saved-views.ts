import { z } from 'zod'

import { safeNext } from '../paths.ts'
import type { Settings } from '../session/preferences.ts'

/** A name for an address: the address is the view. */
export interface SavedView {
  readonly name: string
  /** Path and search, of this origin. */
  readonly href: string
}

export const MAX_NAME = 60
const MOST = 50

const viewSchema = z.object({ name: z.string().min(1).max(MAX_NAME), href: z.string().max(4_096) })

/** The views in what is kept of a user, by name; what this version cannot read is left out. */
export function savedViews(settings: Settings | undefined, origin: string): readonly SavedView[] {
  const listed = z.array(z.unknown()).safeParse(settings?.['views'])
  const views = (listed.data ?? []).flatMap((view): SavedView[] => {
    const parsed = viewSchema.safeParse(view)
    // It was kept by a page like this one, and is followed only where that could have led.
    return parsed.success && safeNext(parsed.data.href, origin) === parsed.data.href
      ? [parsed.data]
      : []
  })
  return views.toSorted((a, b) => a.name.localeCompare(b.name))
}

/** The settings with a view more, or another address under a name that is there. */
export function withView(settings: Settings, view: SavedView, origin: string): Settings {
  const others = savedViews(settings, origin).filter(({ name }) => name !== view.name)
  return { ...settings, views: [...others, view].slice(-MOST) }
}

export function withoutView(settings: Settings, name: string, origin: string): Settings {
  return { ...settings, views: savedViews(settings, origin).filter((view) => view.name !== name) }
}
