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
  { path: '/api/resources', service: 'gateway' },
  { path: '/ws', service: 'gateway' },
]

/** The path on which sockets are opened. */
export const SOCKET_PATH = '/ws'
