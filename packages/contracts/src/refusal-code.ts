import { z } from 'zod'

/** Why something was refused, on HTTP and on the socket: a closed vocabulary that clients may act on. */
export const refusalCode = z.enum([
  'invalid_request',
  'unsupported_media_type',
  'too_large',
  'invalid_credentials',
  'unauthenticated',
  'session_revoked',
  'cross_site',
  'password_change_required',
  'password_refused',
  'second_factor_required',
  'step_up_required',
  'authorization_pending',
  'slow_down',
  'access_denied',
  'login_expired',
  'conflict',
  'not_found',
  'not_allowed',
  'unavailable',
  'internal',
  'bad_frame',
  'unknown_type',
  'bad_selector',
  'duplicate_id',
  'unknown_subscription',
  'version_not_followed',
  'not_followed',
  'epoch_changed',
  'behind',
  'too_many',
  'cluster_removed',
  'permission_lost',
])
export type RefusalCode = z.infer<typeof refusalCode>

/** The body of every HTTP error. */
export const errorBodySchema = z.object({ error: z.string(), code: refusalCode })
export type ErrorBody = z.infer<typeof errorBodySchema>

/** The caller's fault or right, not a failure: carries its code; one file an app maps it to a status or a frame. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: RefusalCode
  readonly retryAfterMs: number | undefined

  constructor(code: RefusalCode, message: string, options: RefusalOptions = {}) {
    super(message, { cause: options.cause })
    this.code = code
    this.retryAfterMs = options.retryAfterMs
  }
}

interface RefusalOptions {
  readonly cause?: unknown
  readonly retryAfterMs?: number
}
