import { errorBodySchema, type RefusalCode } from '@argus/contracts/refusal-code'

/** A call that was answered with an error, or with nothing: the one form in which pages meet it. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** `unreachable`: no answer, or one of a proxy that had none. */
  readonly code: RefusalCode | 'unreachable'
  readonly retryAfterSeconds: number | undefined

  constructor(code: RefusalCode | 'unreachable', options: ApiErrorOptions = {}) {
    super(options.message ?? code, { cause: options.cause })
    this.code = code
    this.retryAfterSeconds = options.retryAfterSeconds
  }

  /** Whether the same call may succeed later without anybody doing anything. */
  get passing(): boolean {
    return ['unreachable', 'unavailable', 'internal', 'too_many'].includes(this.code)
  }
}

interface ApiErrorOptions {
  readonly message?: string
  readonly retryAfterSeconds?: number
  readonly cause?: unknown
}

/** Reads an answer that is no success. */
export async function apiError(response: Response): Promise<ApiError> {
  const body = errorBodySchema.safeParse(await bodyOf(response))
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN)
  const retry = Number.isFinite(seconds) ? { retryAfterSeconds: seconds } : {}
  if (!body.success)
    return new ApiError('unreachable', { ...retry, message: `status ${response.status}` })
  return new ApiError(body.data.code, { ...retry, message: body.data.error })
}

/** The words for a failed log-in. */
export function logInWords(error: ApiError): string {
  switch (error.code) {
    case 'invalid_credentials':
    case 'unauthenticated':
      return 'E-mail or password is wrong.'
    case 'too_many':
      return `Too many attempts. Try again in ${error.retryAfterSeconds ?? 60} s.`
    case 'unavailable':
      return 'Argus cannot check passwords now: its database does not answer. Nothing is wrong with yours. Try again in a minute.'
    case 'unreachable':
      return 'Argus cannot check passwords now: its login service does not answer. Nothing is wrong with yours. Try again in a minute.'
    case 'invalid_request':
      return 'This is not an e-mail address and password that Argus can read. Check both fields.'
    case 'cross_site':
      return 'Argus does not take log-ins from this address. Open the console at the address that it was set up for.'
    default:
      return `Logging in failed (${error.code}). Try again; if it stays so, tell an administrator.`
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch {
    return undefined // a proxy's page: the status says all there is
  }
}
