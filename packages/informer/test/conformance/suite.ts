import { afterAll, beforeAll } from '@jest/globals'
import { accessFaults } from './access-faults.ts'
import { type Bench, type BenchServer, type Protocol, startBench } from './bench.ts'
import { connectionFaults, manyStreams } from './connection-faults.ts'
import { listFaults } from './list-faults.ts'
import { randomFaults } from './random-faults.ts'
import { serverFaults } from './server-faults.ts'
import { streamFaults } from './stream-faults.ts'
import type { Ways } from './way.ts'

/** A server, and the ways from there to a reader: an informer and nothing else, if missing. */
export interface UnderTest {
  readonly start: () => Promise<BenchServer>
  readonly protocol: Protocol
  readonly ways?: Ways
}

/** The rules of list and watch. What passes on one server, and on one way, must pass on all. */
export function conformance(under: UnderTest): void {
  onBench(under, [
    streamFaults,
    listFaults,
    accessFaults,
    connectionFaults,
    ...(under.protocol === 'h2' ? [manyStreams] : []),
    randomFaults,
    serverFaults,
  ])
}

/** Some suites, one after the other, on one server. */
export function onBench(
  { start, protocol, ways }: UnderTest,
  suites: readonly ((bench: () => Bench) => void)[],
): void {
  let started: Bench | undefined
  beforeAll(async () => {
    started = await startBench(await start(), protocol, ways)
  }, 90_000)
  afterAll(async () => {
    await started?.[Symbol.asyncDispose]()
  })
  const bench = () => {
    if (!started) throw new Error('the server has not started')
    return started
  }
  for (const suite of suites) suite(bench)
}
