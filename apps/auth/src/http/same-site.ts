/** What a request says of the page it comes from. */
export interface Source {
  /** Header `Origin`: browsers send it with every POST. */
  readonly origin: string | undefined
  /** Header `Sec-Fetch-Site`. */
  readonly fetchSite: string | undefined
  /** It carries, or asks for, the refresh cookie. */
  readonly cookie: boolean
}

/**
 * Whether a call that changes something may come from where it comes from: one of the console's own pages, or no
 * browser at all. What uses the cookie must name its page, since the browser adds the cookie unasked.
 */
export function isOwnPage(
  { origin, fetchSite, cookie }: Source,
  consoleOrigins: readonly string[],
): boolean {
  if (fetchSite === 'cross-site') return false
  return origin === undefined ? !cookie : consoleOrigins.includes(origin)
}
