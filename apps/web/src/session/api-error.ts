import { errorBodySchema, type RefusalCode } from '@argus/contracts/refusal-code'

import { serviceOf, type Service } from '../proxy-table.ts'

/** A call that was answered with an error, or with nothing: the one form in which pages meet it. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** `unreachable`: no answer, or one of a proxy that had none. */
  readonly code: RefusalCode | 'unreachable'
  readonly retryAfterSeconds: number | undefined
  /** Who was asked. */
  readonly service: Service | undefined

  constructor(code: RefusalCode | 'unreachable', options: ApiErrorOptions = {}) {
    super(options.message ?? code, { cause: options.cause })
    this.code = code
    this.retryAfterSeconds = options.retryAfterSeconds
    this.service = options.service
  }

  /** Whether the same call may succeed later without anybody doing anything. */
  get passing(): boolean {
    return ['unreachable', 'unavailable', 'internal', 'too_many'].includes(this.code)
  }
}

interface ApiErrorOptions {
  readonly message?: string
  readonly retryAfterSeconds?: number
  readonly service?: Service | undefined
  readonly cause?: unknown
}

/** Reads an answer to a call of `path` that is no success. */
export async function apiError(response: Response, path: string): Promise<ApiError> {
  const body = errorBodySchema.safeParse(await bodyOf(response))
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN)
  const told = {
    ...(Number.isFinite(seconds) && { retryAfterSeconds: seconds }),
    service: serviceOf(path),
  }
  if (!body.success)
    return new ApiError('unreachable', { ...told, message: `status ${response.status}` })
  return new ApiError(body.data.code, { ...told, message: body.data.error })
}

/** The words for a failed log-in. */
export function logInWords({ code, retryAfterSeconds }: ApiError): string {
  if (code === 'too_many') return `Too many attempts. Try again in ${retryAfterSeconds ?? 60} s.`
  return (
    LOG_IN_WORDS[code] ??
    `Logging in failed (${code}). Try again; if it stays so, tell an administrator.`
  )
}

/** The words for a second factor that was not taken. */
export function factorWords(error: ApiError): string {
  if (error.code === 'invalid_credentials' || error.code === 'invalid_request')
    return 'The code is wrong, or was used before. Wait for the next one of your app, or look at your recovery codes.'
  if (error.code === 'not_found')
    return 'The browser gave no passkey. Try again, or go another way.'
  return logInWords(error)
}

/** The words for a passkey that led nowhere. */
export function passkeyWords(error: ApiError): string {
  if (error.code === 'not_found')
    return 'The browser gave no passkey of yours. Add one under Settings once you are in, or log in with your password.'
  if (error.code === 'invalid_credentials')
    return 'Argus does not know this passkey any more. Log in with your password.'
  return logInWords(error)
}

/** The words for a new password that was not taken; what is wrong with it only auth knows. */
export function newPasswordWords(error: ApiError): string {
  if (error.code === 'password_refused')
    return `Argus does not take this password: ${error.message}.`
  if (error.code === 'invalid_credentials') return 'The current password is wrong.'
  return logInWords(error)
}

const CANNOT_CHECK = 'Argus cannot check passwords now: its'
const YOURS_IS_FINE = 'Nothing is wrong with yours. Try again in a minute.'

const LOG_IN_WORDS: Readonly<Partial<Record<ApiError['code'], string>>> = {
  invalid_credentials: 'E-mail or password is wrong.',
  unauthenticated: 'E-mail or password is wrong.',
  unavailable: `${CANNOT_CHECK} database does not answer. ${YOURS_IS_FINE}`,
  unreachable: `${CANNOT_CHECK} login service does not answer. ${YOURS_IS_FINE}`,
  invalid_request: 'Argus cannot read this as an e-mail address and a password. Check both fields.',
  cross_site:
    'Argus takes no log-ins from this address. Open the console at the address that it was set up for.',
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch {
    return undefined // a proxy's page: the status says all there is
  }
}
