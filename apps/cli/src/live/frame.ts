import type { Health } from '@argus/contracts/row'

import type { ReadItem } from '../resources/read-list.ts'

/** How many objects a screen of so many lines has room for, below its title and above the line that counts the rest. */
export function roomFor(lines: number, title: number, items: number): number {
  const room = Math.max(lines - title - 1, 0)
  return items <= room ? items : Math.max(room - 1, 0)
}

/** What is failing goes first, so that it is seen on a screen that has no room for all; then as before. */
export function byUrgency(items: readonly ReadItem[]): readonly ReadItem[] {
  return items.toSorted((a, b) => URGENCY[a.health] - URGENCY[b.health])
}

const URGENCY: Readonly<Record<Health, number>> = {
  Failed: 0,
  InProgress: 1,
  Terminating: 2,
  Unknown: 3,
  Current: 3,
}
