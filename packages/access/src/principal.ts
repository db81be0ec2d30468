import type { Principal } from '@argus/contracts/grant'

/**
 * What a decision cached for this principal is keyed by: it changes with every change of its grants, so that an old
 * answer is never given to a new authority, nor one user's to another.
 */
export function authorityKey({ userId, authzVersion }: Principal): string {
  return `${userId}@${authzVersion}`
}
