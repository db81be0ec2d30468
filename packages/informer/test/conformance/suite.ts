import { afterAll, beforeAll } from '@jest/globals'
import { accessFaults } from './access-faults.ts'
import { type Bench, type BenchServer, type Protocol, startBench } from './bench.ts'
import { connectionFaults, manyStreams } from './connection-faults.ts'
import { listFaults } from './list-faults.ts'
import { randomFaults } from './random-faults.ts'
import { serverFaults } from './server-faults.ts'
import { streamFaults } from './stream-faults.ts'

/** The rules of list and watch, on one server. What passes on one must pass on all. */
export function conformance(start: () => Promise<BenchServer>, protocol: Protocol): void {
  onBench(start, protocol, [
    streamFaults,
    listFaults,
    accessFaults,
    connectionFaults,
    ...(protocol === 'h2' ? [manyStreams] : []),
    randomFaults,
    serverFaults,
  ])
}

/** Some suites, one after the other, on one server. */
export function onBench(
  start: () => Promise<BenchServer>,
  protocol: Protocol,
  suites: readonly ((bench: () => Bench) => void)[],
): void {
  let started: Bench | undefined
  beforeAll(async () => {
    started = await startBench(await start(), protocol)
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
