import { describe } from '@jest/globals'
import { fakeServer } from './conformance/servers.ts'
import { conformance } from './conformance/suite.ts'

const protocol = 'http/1.1'

describe.each([
  ['HTTP/1.1', true],
  ['HTTP/1.1, without streaming lists', false],
] as const)('the fake API server over %s', (_, watchList) => {
  const options = { protocol, watchList, bookmarkIntervalMs: 200 } as const
  conformance({ start: () => fakeServer(options), protocol })
})
