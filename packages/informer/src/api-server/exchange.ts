/** A request to an API server, below its meaning. */
export interface ExchangeRequest {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Makes it a POST of this. */
  readonly body?: Buffer
  /** Watches live on connections of their own: they would starve short requests of streams. */
  readonly pool: 'requests' | 'watches'
  /** Ends the exchange at any point of it, its body included. */
  readonly signal: AbortSignal
}

/** The answer, as soon as its head is there. */
export interface ExchangeAnswer {
  readonly status: number
  readonly retryAfter?: string
  /** Batches of pieces as they arrive. Ends with the body; throws a `StreamError` when it breaks off, the signal's reason when that aborts. */
  readonly body: AsyncIterable<readonly Buffer[]>
}

/** How requests reach an API server. Disposing of it closes every connection. */
export interface Transport extends AsyncDisposable {
  send(request: ExchangeRequest): Promise<ExchangeAnswer>
}

export interface TransportTiming {
  /** To connect, the TLS handshake included. */
  readonly handshakeMs: number
  /** Until the head of an answer. */
  readonly headMs: number
  /** Without a byte read until a PING, and until its answer. */
  readonly pingAfterMs: number
  readonly pingTimeoutMs: number
}

export const TRANSPORT_TIMING: TransportTiming = {
  handshakeMs: 10_000,
  headMs: 30_000,
  pingAfterMs: 30_000,
  pingTimeoutMs: 15_000,
}
