import type { Service } from '../../proxy-table.ts'
import type { ApiError } from '../../session/api-error.ts'

/** Why something was not done, and what to do, for a failure of a call that `what` names ("Not saved"). */
export function callWords(what: string, error: ApiError): string {
  const { code, message, retryAfterSeconds, service } = error
  if (code === 'too_many')
    return `${what}: too many attempts. Try again in ${retryAfterSeconds ?? 60} s.`
  if (code === 'conflict' || code === 'invalid_request')
    return `${what}: ${message}. Change it, and try again.`
  if (code === 'unreachable')
    return `${what}: ${SERVICE_NAMES[service ?? 'console']} does not answer. ${LATER}`
  // The watcher says which cluster or store is away, and what to do.
  if (code === 'unavailable' && service === 'watcher') return `${what}: ${message}.`
  if (code === 'unavailable')
    return `${what}: ${SERVICE_NAMES[service ?? 'console']} cannot answer now. ${LATER}`
  const why = WHY[code]
  if (why !== undefined) return `${what}: ${why}`
  return `${what} (${code}). Try again; if it stays so, tell an administrator.`
}

const LATER = 'Nothing was changed; try again in a minute.'

const SERVICE_NAMES: Readonly<Record<Service | 'console', string>> = {
  auth: 'the login service',
  watcher: 'the service that follows clusters',
  gateway: 'the service that sends changes',
  console: 'the server of this page',
}

const WHY: Readonly<Partial<Record<ApiError['code'], string>>> = {
  step_up_required: 'it needs a new proof that it is you, which was not given. Try again.',
  not_allowed: 'you may not do this. Ask an administrator.',
  second_factor_required: 'first add a passkey or an authenticator app.',
  not_found: 'it is not there any more, or you may not see it. Load the page again.',
}
