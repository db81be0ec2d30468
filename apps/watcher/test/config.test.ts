import { expect, test } from '@jest/globals'

import { readConfig } from '../src/config.ts'

const key = Buffer.alloc(32, 7)
const complete = {
  DATABASE_URL: 'postgres://localhost/argus',
  ARGUS_KEY_ENCRYPTION_KEY: key.toString('base64'),
  REDIS_URL: 'redis://localhost:6379',
  ARGUS_KUBECONFIG: '/etc/argus/kubeconfig',
  ARGUS_AUTH_URL: 'http://auth:8080',
  ARGUS_AUTH_INTERNAL_URL: 'http://auth:9080',
  ARGUS_SERVICE_TOKEN: 'x'.repeat(32),
}

test('what must be given is given, and the rest has its default', () => {
  expect(readConfig(complete)).toEqual({
    host: '127.0.0.1',
    port: 8081,
    redisUrl: 'redis://localhost:6379',
    databaseUrl: 'postgres://localhost/argus',
    keyEncryptionKey: key,
    previousKeyEncryptionKeys: [],
    kubeconfig: '/etc/argus/kubeconfig',
    clusterSecrets: undefined,
    inCluster: undefined,
    addresses: { allowed: [], refused: [] },
    pluginsDir: undefined,
    authUrl: 'http://auth:8080',
    authInternalUrl: 'http://auth:9080',
    serviceToken: 'x'.repeat(32),
    trustedProxies: [],
    secrets: 'never',
    replica: undefined,
    logLevel: 'info',
  })
})

test('every bad variable is named in one message, and no value', () => {
  const read = () =>
    readConfig({
      ARGUS_SERVICE_TOKEN: 'short-secret',
      ARGUS_KEY_ENCRYPTION_KEY: 'short-secret',
      ARGUS_WATCHER_PORT: '99999',
      ARGUS_ALLOWED_CLUSTER_ADDRESSES: '10.0.0.0/33',
      ARGUS_TRUSTED_PROXIES: 'everybody',
    })
  expect(read).toThrow(
    /ARGUS_WATCHER_PORT[^]*REDIS_URL[^]*DATABASE_URL[^]*ARGUS_KEY_ENCRYPTION_KEY[^]*ARGUS_ALLOWED_CLUSTER_ADDRESSES[^]*ARGUS_AUTH_URL[^]*ARGUS_AUTH_INTERNAL_URL[^]*ARGUS_SERVICE_TOKEN[^]*ARGUS_TRUSTED_PROXIES/,
  )
  expect(read).not.toThrow(/short-secret/)
})

test('the cluster that the watcher runs in is followed where it has a name and Kubernetes says where it is', () => {
  const named = { ...complete, ARGUS_IN_CLUSTER_NAME: 'home' }
  const at = { KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443' }
  expect(readConfig({ ...named, ...at }).inCluster).toEqual({
    name: 'home',
    host: '10.96.0.1',
    port: 443,
    folder: '/var/run/secrets/kubernetes.io/serviceaccount',
  })
  expect(readConfig({ ...complete, ...at }).inCluster).toBeUndefined()
  expect(() => readConfig(named)).toThrow('ARGUS_IN_CLUSTER_NAME')
})
