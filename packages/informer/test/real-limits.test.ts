import { describe, expect, it } from '@jest/globals'
import { findApiServerAssets } from '@argus/testkit/real-api-server'
import { until } from '@argus/testkit/until'
import { openApiServer } from '../src/api-server/api-server.ts'
import type { Bench } from './conformance/bench.ts'
import { equalAgain } from './conformance/bench.ts'
import { streamLimits } from './conformance/connection-faults.ts'
import { realServer } from './conformance/servers.ts'
import { onBench } from './conformance/suite.ts'
import { follow } from './follower.ts'

const dir = findApiServerAssets()

if (dir === undefined) {
  describe.skip('a real API server short of streams (skipped: no kube-apiserver; run `make envtest`)', () => {
    it('is not there', () => undefined)
  })
} else {
  // The highest chance there can be: one request in fifty meets a connection that is going away.
  const flags = ['--goaway-chance=0.02', '--http2-max-streams-per-connection=10']
  describe('a real API server short of streams', () => {
    onBench({ start: () => realServer({ dir, flags }), protocol: 'h2' }, [
      streamLimits,
      certificates,
    ])
  })
}

function certificates(bench: () => Bench): void {
  it('F-23 a certificate that is rotated is a state, until what vouches for it is read again', async () => {
    const { network, server } = bench()
    const gadgets = await bench().define()
    await bench().settled()
    let trusted = server.caData
    const credential = async () => ({
      tls: { ca: trusted },
      authorization: `Bearer ${server.token}`,
    })
    await using api = openApiServer({
      server: `https://127.0.0.1:${network.port}`,
      credential: { current: credential, refresh: credential },
    })
    await using informer = follow({ api, resource: gadgets.resource })
    await informer.reaches('live')
    const rotated = await server.rotateCertificate?.()
    await until(
      () => {
        if (informer.status?.state === 'live') network.reset()
        return informer.status?.reason?.includes('certificate')
      },
      { timeoutMs: 20_000, what: 'the certificate that nothing vouches for' },
    )
    expect(informer.status?.state).toBe('unreachable')
    await gadgets.create('a')
    trusted = rotated ?? ''
    const trustedAt = performance.now()
    await informer.reaches('live')
    expect(performance.now() - trustedAt).toBeLessThan(2_000)
    await equalAgain(informer, gadgets)
  }, 60_000)
}
