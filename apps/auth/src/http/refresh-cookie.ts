import type { CookieChange } from './call.ts'

/** How the refresh token travels for the console: a cookie that no script reads and no other site sends. */
export interface RefreshCookie {
  /** The token in a `Cookie` header. */
  read(header: string | undefined): string | undefined
  /** The `Set-Cookie` header of a change. */
  write(change: CookieChange, now: number): string
}

/**
 * With the prefix a browser keeps it only from a secure origin, for this host alone and the whole path (RFC 6265bis
 * §4.1.3.2). Without `secure`, for development on plain http, it has neither prefix nor `Secure`.
 */
export function refreshCookie(secure: boolean): RefreshCookie {
  const name = secure ? '__Host-argus_rt' : 'argus_rt'
  const attributes = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
  return {
    read: (header) =>
      header
        ?.split(';')
        .map((pair) => pair.trim())
        .find((pair) => pair.startsWith(`${name}=`))
        ?.slice(name.length + 1),
    write(change, now) {
      if (change.type === 'clear') return `${name}=; Max-Age=0; ${attributes}`
      const seconds = Math.max(0, Math.floor((change.expiresAt.getTime() - now) / 1_000))
      return `${name}=${change.token}; Max-Age=${seconds}; ${attributes}`
    },
  }
}
