/** Whom passkeys are made for: a domain, and the pages in it that may ask for them. */
export interface RelyingParty {
  /** A domain without scheme and port; a passkey made for it is worth nothing elsewhere. */
  readonly id: string
  readonly origins: readonly string[]
}

/**
 * The domain named by the operator, else the host of the first of the console's origins; of those origins the ones that lie in
 * it, since browsers refuse the others. `undefined` where none does: then there are no passkeys.
 */
export function relyingParty(
  named: string | undefined,
  consoleOrigins: readonly string[],
): RelyingParty | undefined {
  const [first] = consoleOrigins
  const id = named ?? (first === undefined ? undefined : new URL(first).hostname)
  if (id === undefined) return undefined
  const origins = consoleOrigins.filter((origin) => {
    const { hostname } = new URL(origin)
    return hostname === id || hostname.endsWith(`.${id}`)
  })
  return origins.length === 0 ? undefined : { id, origins }
}
