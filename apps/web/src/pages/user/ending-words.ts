import { counted } from '../../live/words.ts'

/** What becomes of the sessions of a user who is kept out; `null`: how many there are is not the reader's to know. */
export function endingWords(sessions: number | null): string {
  if (sessions === null) return 'Ends their sessions within 2 seconds.'
  if (sessions === 0) return 'They have no session open.'
  return `Ends ${counted(sessions, 'session')} within 2 seconds.`
}
