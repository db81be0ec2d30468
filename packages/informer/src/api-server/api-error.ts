import { z } from 'zod'

/**
 * The server answered, and refused: a `Status` outside or inside a stream. Its message ends up before people who may see
 * less than the server tells, so it holds the code and Kubernetes' word for the cause, and none of the server's text.
 */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly status: number
  /** Kubernetes' own word for the cause, such as `Expired`. */
  readonly reason: string
  /** How long the server asks to be left alone. */
  readonly retryAfterMs: number | undefined
  /** Whether a version from the future was asked for. */
  readonly tooLargeVersion: boolean

  constructor(message: string, fields: ApiErrorFields) {
    super(message)
    this.status = fields.status
    this.reason = fields.reason
    this.retryAfterMs = fields.retryAfterMs
    this.tooLargeVersion = fields.tooLargeVersion ?? false
  }

  /** From the body of a refusal, or from the object of an `ERROR` event. */
  static fromStatus(
    body: unknown,
    answer: { status?: number; retryAfter?: string } = {},
  ): ApiError {
    const parsed = statusSchema.safeParse(body)
    const { code, reason = '', message = '', details } = parsed.data ?? {}
    const status = answer.status ?? code ?? 500
    const retryAfter = Number(answer.retryAfter ?? details?.retryAfterSeconds ?? Number.NaN)
    const answered = `the API server answers ${status}${reason === '' ? '' : ` ${reason}`}`
    return new ApiError(CONVERSION.test(message) ? `${answered}: ${NOT_CONVERTED}` : answered, {
      status,
      reason,
      retryAfterMs: retryAfter >= 0 ? retryAfter * 1_000 : undefined,
      tooLargeVersion: (details?.causes ?? []).some((c) => c.reason === 'ResourceVersionTooLarge'),
    })
  }
}

/**
 * How an API server begins to say that a definition's webhook does not convert its objects
 * (https://github.com/kubernetes/kubernetes/blob/a574326fbcbc4344a7d1b2def89394e1e96b7f3e/staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/conversion/webhook_converter.go).
 */
const CONVERSION = /^(?:[\w :-]{0,80})?conversion webhook for /

/** In words of ours: what follows there is an address and what a webhook answered. */
const NOT_CONVERTED =
  'its objects cannot be converted between the versions of their definition, whose conversion webhook fails'

interface ApiErrorFields {
  readonly status: number
  readonly reason: string
  readonly retryAfterMs: number | undefined
  readonly tooLargeVersion?: boolean
}

const statusSchema = z.object({
  code: z.number().optional(),
  reason: z
    .string()
    .regex(/^[A-Za-z]{1,64}$/)
    .optional()
    .catch(undefined),
  message: z.string().optional().catch(undefined),
  details: z
    .object({
      retryAfterSeconds: z.number().optional(),
      causes: z.array(z.object({ reason: z.string().optional() })).optional(),
    })
    .optional(),
})

/** There is no connection, or no answer on it. */
export class ConnectionError extends Error {
  override name = 'ConnectionError'
  /** Whether the connection went away under the request, which another one may still answer. */
  readonly wentAway: boolean

  constructor(message: string, options: ErrorOptions & { readonly wentAway?: boolean } = {}) {
    super(message, options)
    this.wentAway = options.wentAway ?? false
  }
}

/** The credential of a cluster cannot be had, so it cannot be reached. */
export class CredentialError extends ConnectionError {
  override name = 'CredentialError'
}

/** What ended a wait that was too long. */
export class TimeoutError extends Error {
  override name = 'TimeoutError'
}

/** An answer broke off, or went beyond what is taken of one. */
export class StreamError extends Error {
  override name = 'StreamError'
  /** How long the connection had been silent when it was given up; 0 when it said that it ends. */
  readonly silentMs: number

  constructor(message: string, options: ErrorOptions & { readonly silentMs?: number } = {}) {
    super(message, options)
    this.silentMs = options.silentMs ?? 0
  }
}
