import { describe } from '@jest/globals'
import { startFakeApiServer } from '@argus/fake-api-server/server'
import { conformance } from './conformance/suite.ts'

describe.each([
  ['HTTP/2', 'h2', true],
  ['HTTP/2, without streaming lists', 'h2', false],
  ['HTTP/1.1', 'http/1.1', true],
  ['HTTP/1.1, without streaming lists', 'http/1.1', false],
] as const)('the fake API server over %s', (_, protocol, watchList) => {
  conformance(() => startFakeApiServer({ protocol, watchList, bookmarkIntervalMs: 200 }), protocol)
})
