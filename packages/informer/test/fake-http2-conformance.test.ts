import { describe } from '@jest/globals'
import { startFakeApiServer } from '@argus/fake-api-server/server'
import { conformance } from './conformance/suite.ts'

describe.each([
  ['HTTP/2', true],
  ['HTTP/2, without streaming lists', false],
] as const)('the fake API server over %s', (_, watchList) => {
  conformance(() => startFakeApiServer({ watchList, bookmarkIntervalMs: 200 }), 'h2')
})
