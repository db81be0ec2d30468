import { realServer } from '@argus/informer/conformance/servers'
import { conformance } from '@argus/informer/conformance/suite'
import { findApiServerAssets } from '@argus/testkit/real-api-server'
import { describe, it } from '@jest/globals'

import { agentWays } from './agent-ways.ts'

const dir = findApiServerAssets()

if (dir === undefined) {
  describe.skip('a real API server through an agent (skipped: no kube-apiserver; run `make envtest`)', () => {
    it('conforms', () => undefined)
  })
} else {
  describe('a real API server through an agent', () => {
    // Pages are continued from etcd, as before 1.34: only there a token is forgotten when a test asks for it.
    const flags = ['--feature-gates=ListFromCacheSnapshot=false']
    conformance({
      start: () => realServer({ dir, flags }),
      protocol: 'h2',
      ways: agentWays(),
    })
  })
}
