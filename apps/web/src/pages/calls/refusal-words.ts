import type { ApiError } from '../../session/api-error.ts'
import { callWords } from './call-words.ts'

/** Why a change was not made; where a right or a rule stands against it, auth says which, and what to do. */
export function refusalWords(what: string, error: ApiError): string {
  const { code, message } = error
  if (message !== code && (code === 'not_allowed' || code === 'conflict'))
    return `${what}: ${message}.`
  return callWords(what, error)
}
