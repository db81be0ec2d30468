import { expect, it } from '@jest/globals'

import { authEnv, gatewayEnv, watcherEnv, webEnv, type Surroundings } from '../src/services.ts'

const surroundings: Surroundings = {
  ports: {
    auth: 1,
    authInternal: 2,
    auths: [{ open: 6, internal: 7 }],
    watchers: [3],
    gateways: [4],
    web: 5,
  },
  secrets: { serviceToken: 'a', keyEncryptionKey: 'b', clusterKeyEncryptionKey: 'c' },
  databaseUrl: 'postgres://database',
  redisUrl: 'redis://redis',
  kubeconfig: '/data/kubeconfig',
  env: {
    PATH: '/bin',
    ARGUS_PLUGINS_DIR: '/home/somebody/plugins',
    ARGUS_KUBECONFIG: '/home/somebody/other',
    ARGUS_GATEWAY_SOCKETS_PER_ADDRESS: '9',
    ARGUS_GATEWAY_PORT: '80',
    ARGUS_OIDC_ISSUER: 'https://login.example.org',
    CLOUD_PASSWORD: 'hunter2',
  },
}

it("the watcher has the person's plugins and what a credential command may need, but the clusters that were chosen", () => {
  expect(watcherEnv(surroundings, 0)).toMatchObject({
    PATH: '/bin',
    ARGUS_PLUGINS_DIR: '/home/somebody/plugins',
    CLOUD_PASSWORD: 'hunter2',
    ARGUS_KUBECONFIG: '/data/kubeconfig',
  })
})

it('the gateway has the limits that a person set for it, but the port that was chosen', () => {
  expect(gatewayEnv(surroundings, 0)).toMatchObject({
    ARGUS_GATEWAY_SOCKETS_PER_ADDRESS: '9',
    ARGUS_GATEWAY_PORT: '4',
  })
})

it('auth alone has the identity provider that a person set', () => {
  expect(authEnv(surroundings, 0)).toMatchObject({ ARGUS_OIDC_ISSUER: 'https://login.example.org' })
  for (const env of [gatewayEnv(surroundings, 0), webEnv(surroundings)])
    expect(env).not.toHaveProperty('ARGUS_OIDC_ISSUER')
})

it('no other service has more of the environment than a program needs', () => {
  const others = [authEnv(surroundings, 0), gatewayEnv(surroundings, 0), webEnv(surroundings)]
  for (const env of others) {
    expect(env).toMatchObject({ PATH: '/bin' })
    expect(Object.values(env)).not.toContain('hunter2')
    expect(env).not.toHaveProperty('ARGUS_PLUGINS_DIR')
  }
})
