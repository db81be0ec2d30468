import { Refusal } from '@argus/contracts/refusal-code'

import type { StoredSession } from '../session/sessions.ts'

/** How long ago a user may have proved who they are, for what is dangerous (ASVS 7.5.3). */
export const RECENT_MS = 5 * 60_000

/** Throws a Refusal where a Session may not do what is dangerous: it is a script's, or the user's proof is old. */
export function requireRecent(
  { kind, authTime }: Pick<StoredSession, 'kind' | 'authTime'>,
  now: number,
): void {
  if (kind !== 'login') throw new Refusal('not_allowed', 'an API key may not do this; log in')
  if (now - authTime.getTime() > RECENT_MS)
    throw new Refusal('step_up_required', 'prove again who you are, then repeat this')
}
