import { streamLimits } from '@argus/informer/conformance/connection-faults'
import { randomFaults } from '@argus/informer/conformance/random-faults'
import { fakeServer } from '@argus/informer/conformance/servers'
import { conformance, onBench } from '@argus/informer/conformance/suite'
import { describe } from '@jest/globals'

import { agentWays } from './agent-ways.ts'

const start = () => fakeServer({ bookmarkIntervalMs: 200 })

describe('the fake API server through an agent', () => {
  conformance({ start, protocol: 'h2', ways: agentWays() })
})

describe('the fake API server through an agent, short of streams', () => {
  onBench({ start: () => fakeServer({}), protocol: 'h2', ways: agentWays() }, [streamLimits])
})

describe('the fake API server through an agent whose line is slow, and cut again and again', () => {
  const quality = { latencyMs: 50, bytesPerSecond: 32_000, loss: 0.01 }
  onBench({ start, protocol: 'h2', ways: agentWays({ quality, life: [200, 1_000] }) }, [
    randomFaults,
  ])
})
