/** A request that the server refuses: it is answered as a Kubernetes `Status`. */
export class StatusError extends Error {
  override name = 'StatusError'
  readonly code: number
  readonly reason: string
  readonly details: StatusDetails

  constructor({ code, reason, message, details = {} }: StatusErrorFields) {
    super(message)
    this.code = code
    this.reason = reason
    this.details = details
  }

  /** The body of the answer, or the object of an `ERROR` event. */
  toStatus(): Readonly<Record<string, unknown>> {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      details: this.details,
      code: this.code,
    }
  }
}

export interface StatusErrorFields {
  readonly code: number
  readonly reason: string
  readonly message: string
  readonly details?: StatusDetails
}

export interface StatusDetails {
  readonly retryAfterSeconds?: number
  readonly causes?: readonly { readonly reason: string; readonly message: string }[]
}

export function notFound(what: string): StatusError {
  return new StatusError({ code: 404, reason: 'NotFound', message: `${what} not found` })
}

export function badRequest(message: string): StatusError {
  return new StatusError({ code: 400, reason: 'BadRequest', message })
}

/** The version asked for is no longer in the history: the client has to list again. */
export function expired(message: string): StatusError {
  return new StatusError({ code: 410, reason: 'Expired', message })
}

/** The version asked for is not there yet, and did not come in time. */
export function tooLarge(asked: number, current: number): StatusError {
  return new StatusError({
    code: 504,
    reason: 'Timeout',
    message: `Too large resource version: ${asked}, current: ${current}`,
    details: {
      retryAfterSeconds: 1,
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    },
  })
}
