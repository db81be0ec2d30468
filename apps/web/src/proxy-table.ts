/** The services behind the console's one origin. */
export type Service = 'auth' | 'watcher' | 'gateway'

/** Which service answers which path. The first entry whose path is a prefix counts; everything else is the page. */
export const proxyTable: readonly { readonly path: string; readonly service: Service }[] = [
  { path: '/api/auth', service: 'auth' },
  { path: '/api/users', service: 'auth' },
  { path: '/api/roles', service: 'auth' },
  { path: '/api/audit-log', service: 'auth' },
  { path: '/api/docs', service: 'auth' },
  { path: '/.well-known/jwks.json', service: 'auth' },
  { path: '/api/clusters', service: 'watcher' },
  { path: '/api/plugins', service: 'watcher' },
  { path: '/api/agents/uplink', service: 'watcher' },
  { path: '/api/agents', service: 'watcher' },
  { path: '/api/resources', service: 'gateway' },
  { path: '/ws', service: 'gateway' },
]

/** The path on which the page opens its socket. */
export const SOCKET_PATH = '/ws'

/** Every path on which sockets are opened: that of the page, and that on which agents of clusters dial in. */
export const socketPaths: readonly string[] = [SOCKET_PATH, '/api/agents/uplink']

/** Who answers a call; `undefined` where it is the console's own server. */
export function serviceOf(path: string): Service | undefined {
  return proxyTable.find((entry) => path.startsWith(entry.path))?.service
}
