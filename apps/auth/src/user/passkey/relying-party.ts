/** Whom passkeys are made for: a domain, and the pages in it that may ask for them. */
export interface RelyingParty {
  /** A domain without scheme and port; a passkey made for it is worth nothing elsewhere. */
  readonly id: string
  readonly origins: readonly string[]
}

/**
 * The domain named by the operator, else the first host with a name among the console's origins; of those origins the ones that lie in
 * it, since browsers refuse the others. `undefined` where none does: then there are no passkeys.
 */
export function relyingParty(
  named: string | undefined,
  consoleOrigins: readonly string[],
): RelyingParty | undefined {
  const id = named ?? consoleOrigins.map(hostOf).find((host) => !isAddress(host))
  if (id === undefined) return undefined
  const origins = consoleOrigins.filter((origin) => {
    const host = hostOf(origin)
    return host === id || host.endsWith(`.${id}`)
  })
  return origins.length === 0 ? undefined : { id, origins }
}

const hostOf = (origin: string): string => new URL(origin).hostname

/** Browsers make passkeys for names only, `localhost` among them. */
const isAddress = (host: string): boolean => /^\[|^[\d.]+$/.test(host)
