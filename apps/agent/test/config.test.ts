import { describe, expect, test } from '@jest/globals'

import { readConfig } from '../src/config.ts'

const inPod = { ARGUS_URL: 'https://argus.example.org', KUBERNETES_SERVICE_HOST: '10.0.0.1' }

describe('an agent', () => {
  test('needs nothing in a Pod but the address of the console', () => {
    expect(readConfig(inPod)).toMatchObject({
      port: 8083,
      cluster: { type: 'in-cluster', host: '10.0.0.1', port: 443 },
      keyPlace: { type: 'secret', name: 'argus-agent-key' },
      secrets: 'never',
    })
  })

  test('outside of a cluster is told which one, and where its key is kept', () => {
    expect(() => readConfig({ ARGUS_URL: inPod.ARGUS_URL })).toThrow(
      /ARGUS_KUBECONFIG: required[\s\S]*ARGUS_AGENT_KEY_FILE: required/u,
    )
  })

  test.each(['http://argus.example.org', 'argus.example.org', ''])(
    'sends nothing to %j: what it says is for its watcher alone',
    (url) => {
      expect(() => readConfig({ ...inPod, ARGUS_URL: url })).toThrow('ARGUS_URL')
    },
  )

  test('may speak to a console on its own machine without TLS', () => {
    expect(readConfig({ ...inPod, ARGUS_URL: 'http://127.0.0.1:3000' }).url).toContain('127.0.0.1')
  })

  test('takes the proxy that everybody names', () => {
    const { proxyEnv } = readConfig({
      ...inPod,
      HTTPS_PROXY: 'http://proxy:3128',
      no_proxy: '.local',
    })
    expect(proxyEnv).toMatchObject({ HTTPS_PROXY: 'http://proxy:3128', no_proxy: '.local' })
  })
})
