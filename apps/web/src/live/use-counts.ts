import { useSyncExternalStore } from 'react'

import type { CountState } from './count-store.ts'
import { useLive } from './live-context.tsx'

/** The objects of all kinds, counted, for as long as the component is mounted. */
export function useCounts(): CountState {
  const { counts } = useLive()
  return useSyncExternalStore(counts.subscribe, counts.state)
}
