import { describe, it } from '@jest/globals'
import { findApiServerAssets, startRealApiServer } from '@argus/testkit/real-api-server'
import { conformance } from './conformance/suite.ts'

const dir = findApiServerAssets()

if (dir === undefined) {
  describe.skip('a real API server (skipped: no kube-apiserver; run `make envtest`)', () => {
    it('conforms', () => undefined)
  })
} else {
  describe('a real API server', () => {
    conformance(() => startRealApiServer({ dir }), 'h2')
  })
}
