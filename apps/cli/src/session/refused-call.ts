import type { Endpoint } from '@argus/contracts/endpoint'
import { errorBodySchema, type RefusalCode } from '@argus/contracts/refusal-code'

import { Failure } from '../failure.ts'
import type { HttpAnswer } from './http.ts'

/** What an answer that is no success is to a person. */
export function refusedCall({ path, summary }: Endpoint, answer: HttpAnswer): Failure {
  const { status, text, retryAfterSeconds } = answer
  const body = errorBodySchema.safeParse(json(text))
  if (!body.success) return foreign(path, status)
  const { code, error } = body.data
  const next = NEXT[code]
  return new Failure({
    code,
    happened: HAPPENED[code] ?? `Argus refused to ${lowerFirst(summary.split(';')[0] ?? summary)}`,
    why: WHY[code] ?? error.replace(/\.$/, ''),
    next: retryAfterSeconds === undefined ? next : `Try again in ${retryAfterSeconds} s.`,
  })
}

function foreign(path: string, status: number): Failure {
  const away = status >= 502 && status <= 504
  return new Failure({
    code: 'unreachable',
    happened: away ? 'Argus cannot answer now' : 'What answers is no console of Argus',
    why: `${path} was answered with status ${status}`,
    next: away
      ? 'Try again in a minute; if it stays so, tell who runs Argus.'
      : 'Look at the address: argus contexts.',
  })
}

const HAPPENED: Readonly<Partial<Record<RefusalCode, string>>> = {
  invalid_credentials: 'The login was refused',
  unauthenticated: 'The session is over',
  session_revoked: 'The session is over',
  unavailable: 'Argus cannot answer now',
  internal: 'Argus failed',
  too_many: 'Too many attempts',
  password_refused: 'The new password is not taken',
  login_expired: 'This log-in is over',
}

const WHY: Readonly<Partial<Record<RefusalCode, string>>> = {
  invalid_credentials: 'e-mail address, password or code is wrong',
  login_expired:
    'nobody confirmed it in time, it was used before, or who confirmed it has logged out',
}

const LOG_IN = 'Log in again: argus login.'

const NEXT: Readonly<Partial<Record<RefusalCode, string>>> = {
  unauthenticated: LOG_IN,
  login_expired: 'Try again: argus login.',
  session_revoked: LOG_IN,
  not_allowed: 'Ask an administrator of Argus for the right; argus whoami shows yours.',
  password_change_required: 'Choose a password of your own first: argus password.',
  second_factor_required: 'Set up a second factor in the console first, under Settings.',
  step_up_required: 'Prove who you are again: argus login.',
  unavailable: 'Try again in a minute; if it stays so, tell who runs Argus.',
  internal: 'Try again; if it stays so, tell who runs Argus.',
  too_many: 'Try again in a minute.',
  not_found: 'It is not there, or you may see nothing of it.',
}

const lowerFirst = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // the schema says that it is none of ours
  }
}
