import { z } from 'zod'

import { itemSchema, type Item, type Patch } from './gateway-frame.ts'
import { patched } from './item-patch.ts'

/**
 * The Item that a patch makes of the one held; the one held where it is that one already. `undefined`: the patch is for
 * another one, so the subscription has to be asked for again.
 */
export function patchedItem(held: Item | undefined, event: Patch): Item | undefined {
  if (held === undefined || held.state === event.state) return held
  if (held.state !== event.from) return undefined
  const { state: _, ...before } = held
  const item = itemSchema.safeParse(patched(z.json().parse(before), event.patch))
  return item.success ? { ...item.data, state: event.state } : undefined
}
