import { describe } from '@jest/globals'
import { streamLimits } from './conformance/connection-faults.ts'
import { fakeServer } from './conformance/servers.ts'
import { conformance, onBench } from './conformance/suite.ts'

describe.each([
  ['HTTP/2', true],
  ['HTTP/2, without streaming lists', false],
] as const)('the fake API server over %s', (_, watchList) => {
  conformance({ start: () => fakeServer({ watchList, bookmarkIntervalMs: 200 }), protocol: 'h2' })
})

describe('the fake API server over HTTP/2, short of streams', () => {
  onBench({ start: () => fakeServer({}), protocol: 'h2' }, [streamLimits])
})
