/** Redis did not do what was asked: away, frozen, out of memory, or closed to this user. Ask again later. */
export class BusError extends Error {
  override readonly name = 'BusError'
  readonly retryable = true

  constructor(attempt: string, cause: unknown) {
    super(`Redis failed to ${attempt}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
}

/** What is stored cannot be read by this version. Reading again helps only once somebody has written it anew. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError'
  readonly retryable = false
  readonly key: string

  constructor(key: string, cause: unknown) {
    super(`The topic log holds something at ${key} that this version cannot read`, { cause })
    this.key = key
  }
}
