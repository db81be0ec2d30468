/** The cookies of this service: refresh token, known browser, login that is at an identity provider. */
export type CookieName = 'rt' | 'device' | 'login'

export type CookieChange =
  | {
      readonly type: 'set'
      readonly name: CookieName
      readonly value: string
      readonly expiresAt: Date
    }
  | { readonly type: 'clear'; readonly name: CookieName }

/** Reads and writes our cookies, which no script can read. */
export interface Cookies {
  /** Those of ours in a `Cookie` header. */
  read(header: string | undefined): Readonly<Partial<Record<CookieName, string>>>
  /** The `Set-Cookie` header of a change. */
  write(change: CookieChange, now: number): string
}

/**
 * No other site sends them, but for the one of a login that comes back from an identity provider: that navigation begins
 * at another site.
 */
const SAME_SITE: Readonly<Record<CookieName, 'Strict' | 'Lax'>> = {
  rt: 'Strict',
  device: 'Strict',
  login: 'Lax',
}

/**
 * With the prefix a browser keeps them only from a secure origin, for this host alone and the whole path (RFC 6265bis
 * §4.1.3.2). Without `secure`, for development on plain http, they have neither prefix nor `Secure`.
 */
export function createCookies(secure: boolean): Cookies {
  const prefix = secure ? '__Host-argus_' : 'argus_'
  const names = ['rt', 'device', 'login'] as const
  return {
    read: (header) => {
      const pairs = (header ?? '').split(';').map((pair) => pair.trim())
      return Object.fromEntries(
        names.flatMap((name) => {
          const start = `${prefix}${name}=`
          const found = pairs.find((pair) => pair.startsWith(start))
          return found === undefined ? [] : [[name, found.slice(start.length)]]
        }),
      )
    },
    write(change, now) {
      const attributes = `Path=/; HttpOnly; SameSite=${SAME_SITE[change.name]}${secure ? '; Secure' : ''}`
      const start = `${prefix}${change.name}=`
      if (change.type === 'clear') return `${start}; Max-Age=0; ${attributes}`
      const seconds = Math.max(0, Math.floor((change.expiresAt.getTime() - now) / 1_000))
      return `${start}${change.value}; Max-Age=${seconds}; ${attributes}`
    },
  }
}
