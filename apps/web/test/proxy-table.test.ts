import { expect, it } from '@jest/globals'

import { proxyTable, SOCKET_PATH } from '../src/proxy-table.ts'

it.each([
  ['/api/auth/login', 'auth'],
  ['/api/users/me', 'auth'],
  ['/.well-known/jwks.json', 'auth'],
  ['/api/clusters', 'watcher'],
  ['/api/plugins', 'watcher'],
  ['/api/resources/prod/cert-manager.io/-/certificates', 'gateway'],
  ['/api/agents/register', 'watcher'],
  ['/api/agents/uplink', 'watcher'],
  [SOCKET_PATH, 'gateway'],
  ['/login', undefined],
  ['/r/core/pods', undefined],
  ['/internal/principals', undefined],
])('%s is answered by %s', (path, service) =>
  expect(proxyTable.find((entry) => path.startsWith(entry.path))?.service).toBe(service),
)
