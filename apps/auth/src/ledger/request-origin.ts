/** Where a call came from, as far as the connection itself tells: forwarded headers are not believed. */
export interface RequestOrigin {
  readonly requestId: string | null
  readonly ip: string | null
  readonly userAgent: string | null
}

/** What this service does by itself. */
export const OURSELVES: RequestOrigin = { requestId: null, ip: null, userAgent: null }
