import { SOCKET_PATH } from '../proxy-table.ts'

/** Where sockets are opened: under the page's own origin. */
export function socketUrl(): string {
  const url = new URL(SOCKET_PATH, location.origin)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return url.href
}
