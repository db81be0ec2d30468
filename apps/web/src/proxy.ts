import type { IncomingMessage } from 'node:http'

import type { ProxyOptions } from 'vite'

import { withoutOwnCookies } from './own-cookies.ts'
import { proxyTable, socketPaths, type Service } from './proxy-table.ts'

/** The one path whose calls use cookies. */
const COOKIE_PATH = '/api/auth'

/** What the console's server hands on to the services, and where they are. Cookies of auth go to `/api/auth` alone. */
export function proxiesTo(
  addresses: Readonly<Record<Service, string>>,
): Record<string, ProxyOptions> {
  return Object.fromEntries(
    proxyTable.map(({ path, service }) => [path, proxyTo(addresses[service], path)]),
  )
}

/** The browser's own Host and Origin go through: the services judge a call by the page that makes it. */
function proxyTo(target: string, path: string): ProxyOptions {
  const proxy = { target, changeOrigin: false, ws: socketPaths.includes(path), xfwd: true }
  return path === COOKIE_PATH ? proxy : { ...proxy, bypass: dropOwnCookies }
}

/** Called before every request and every upgrade is handed on; as it answers nothing, none is kept back. */
function dropOwnCookies({ headers }: IncomingMessage): void {
  const cookie = withoutOwnCookies(headers.cookie)
  if (cookie === undefined) delete headers.cookie
  else headers.cookie = cookie
}
