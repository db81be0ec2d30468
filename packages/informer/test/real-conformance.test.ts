import { describe, it } from '@jest/globals'
import { findApiServerAssets } from '@argus/testkit/real-api-server'
import { realServer } from './conformance/servers.ts'
import { conformance } from './conformance/suite.ts'

const dir = findApiServerAssets()

if (dir === undefined) {
  describe.skip('a real API server (skipped: no kube-apiserver; run `make envtest`)', () => {
    it('conforms', () => undefined)
  })
} else {
  describe('a real API server', () => {
    conformance({ start: () => realServer({ dir, flags: FLAGS }), protocol: 'h2' })
  })
}

/** Pages are continued from etcd, as before 1.34: only there a token is forgotten when a test asks for it. */
const FLAGS = ['--feature-gates=ListFromCacheSnapshot=false']
