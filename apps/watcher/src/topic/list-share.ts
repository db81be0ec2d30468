/** Lists of one cluster at one moment: each costs its API server a multiple of the answer. */
const LISTS_AT_ONCE = 4

/** How many of them one replica may make, so that all together keep to it; each may make one, however many they are. */
export function listShare(replicas: number): number {
  return Math.max(1, Math.floor(LISTS_AT_ONCE / Math.max(1, replicas)))
}
