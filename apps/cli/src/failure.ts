import type { RefusalCode } from '@argus/contracts/refusal-code'

import { ExitCode } from './exit-code.ts'

/** Why a command did not do what it was told; the codes of refusals are those of the services. */
export type FailureCode =
  | RefusalCode
  | 'usage'
  | 'not_logged_in'
  | 'unreachable'
  | 'unsafe_file'
  | 'ambiguous'
  | 'timed_out'
  | 'interrupted'

interface Told {
  readonly code: FailureCode
  /** What happened, as a sentence without its end. */
  readonly happened: string
  readonly why?: string | undefined
  /** What the reader may do about it. */
  readonly next?: string | undefined
  readonly cause?: unknown
}

/** The one form in which a command fails: what happened, why, and what to do next. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: FailureCode
  readonly happened: string
  readonly why: string | undefined
  readonly next: string | undefined

  constructor({ code, happened, why, next, cause }: Told) {
    super([`${happened}${why === undefined ? '' : `: ${why}`}.`, next].filter(Boolean).join(' '), {
      cause,
    })
    this.code = code
    this.happened = happened
    this.why = why
    this.next = next
  }

  get exitCode(): ExitCode {
    return EXITS[this.code] ?? ExitCode.Failed
  }
}

/** A command line that says what cannot be meant. */
export const misused = (happened: string, next?: string): Failure =>
  new Failure({ code: 'usage', happened, next })

const EXITS: Readonly<Partial<Record<FailureCode, ExitCode>>> = {
  usage: ExitCode.Usage,
  ambiguous: ExitCode.Usage,
  bad_selector: ExitCode.Usage,
  not_logged_in: ExitCode.NotLoggedIn,
  invalid_credentials: ExitCode.NotLoggedIn,
  unauthenticated: ExitCode.NotLoggedIn,
  access_denied: ExitCode.NotLoggedIn,
  login_expired: ExitCode.NotLoggedIn,
  session_revoked: ExitCode.NotLoggedIn,
  not_allowed: ExitCode.NotAllowed,
  permission_lost: ExitCode.NotAllowed,
  step_up_required: ExitCode.NotAllowed,
  password_change_required: ExitCode.NotAllowed,
  second_factor_required: ExitCode.NotAllowed,
  not_found: ExitCode.NotFound,
  not_followed: ExitCode.NotFound,
  version_not_followed: ExitCode.NotFound,
  cluster_removed: ExitCode.NotFound,
  unreachable: ExitCode.Unreachable,
  unavailable: ExitCode.Unreachable,
  behind: ExitCode.Unreachable,
  too_many: ExitCode.Unreachable,
  timed_out: ExitCode.TimedOut,
  interrupted: ExitCode.Interrupted,
}
