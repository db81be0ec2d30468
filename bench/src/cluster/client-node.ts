import { KubeConfig } from '@kubernetes/client-node'

import type { Endpoint } from './api-client.ts'

/** The client library's own way to reach a server. */
export function clientNodeConfig({ url, caData, token }: Endpoint): KubeConfig {
  const config = new KubeConfig()
  const authority = Buffer.from(caData).toString('base64')
  config.loadFromClusterAndUser(
    { name: 'bench', server: url, caData: authority, skipTLSVerify: false },
    { name: 'bench', token },
  )
  return config
}
