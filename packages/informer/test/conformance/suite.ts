import { afterAll, beforeAll } from '@jest/globals'
import { accessFaults } from './access-faults.ts'
import { type Bench, type BenchServer, type Protocol, startBench } from './bench.ts'
import { listFaults } from './list-faults.ts'
import { randomFaults } from './random-faults.ts'
import { streamFaults } from './stream-faults.ts'

/** The rules of list and watch, on one server. What passes on one must pass on all. */
export function conformance(start: () => Promise<BenchServer>, protocol: Protocol): void {
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
  streamFaults(bench)
  listFaults(bench)
  accessFaults(bench)
  randomFaults(bench)
}
