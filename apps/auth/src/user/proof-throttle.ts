import { Refusal } from '@argus/contracts/refusal-code'
import type { AuthDatabase } from '@argus/db/auth'

import { countGuess, forgetGuesses } from './guesses.ts'

/**
 * Counts a proof that is about to be judged: a second factor, whatever a step-up brings, or the current password where a
 * new one is set. It is counted for its user, over all challenges and sessions, and apart from the passwords of logins:
 * who knows a password must not have a million codes to try. Throws a Refusal `too_many` that says how long to wait.
 */
export async function countProof(db: AuthDatabase, userId: string, now: number): Promise<void> {
  const turn = await countGuess(db, subjectOf(userId), now)
  if (turn.type === 'judge') return
  const retryAfterMs = turn.forMs
  throw new Refusal('too_many', 'too many wrong proofs; wait before the next', { retryAfterMs })
}

/** A right proof makes up for the wrong ones before it. */
export async function forgetProofs(db: AuthDatabase, userId: string): Promise<void> {
  await forgetGuesses(db, [subjectOf(userId)])
}

const subjectOf = (userId: string): string => `proof:${userId}`
