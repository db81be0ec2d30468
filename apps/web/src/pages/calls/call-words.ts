import type { ApiError } from '../../session/api-error.ts'

/** Why something was not done, and what to do, for a failure of a call that `what` names ("Not saved"). */
export function callWords(what: string, { code, message, retryAfterSeconds }: ApiError): string {
  if (code === 'too_many')
    return `${what}: too many attempts. Try again in ${retryAfterSeconds ?? 60} s.`
  if (code === 'conflict' || code === 'invalid_request')
    return `${what}: ${message}. Change it, and try again.`
  const why = WHY[code]
  if (why !== undefined) return `${what}: ${why}`
  return `${what} (${code}). Try again; if it stays so, tell an administrator.`
}

const AWAY = 'the login service does not answer. Nothing was changed; try again in a minute.'

const WHY: Readonly<Partial<Record<ApiError['code'], string>>> = {
  step_up_required: 'it needs a new proof that it is you, which was not given. Try again.',
  not_allowed: 'you may not do this. Ask an administrator.',
  second_factor_required: 'first add a passkey or an authenticator app.',
  not_found: 'it is not there any more, or you may not see it. Load the page again.',
  unreachable: AWAY,
  unavailable: AWAY,
}
